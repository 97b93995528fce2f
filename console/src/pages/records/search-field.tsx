import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

const pauseMs = 300;

export interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (search: string) => void;
}

/** What is typed is told after a pause; what comes from the address meanwhile does not overwrite it. */
const useTyped = ({ value, onChange }: SearchFieldProps) => {
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  const tell = (typed: string) => {
    told.current = typed.trim();
    onChange(told.current);
  };
  const tellLater = useDebouncedCallback(tell, pauseMs);
  const type = (typed: string) => {
    setText(typed);
    tellLater(typed);
  };
  const clear = () => {
    tellLater.cancel();
    setText('');
    tell('');
  };
  return { text, type, clear };
};

export const SearchField = (props: SearchFieldProps) => {
  const { text, type, clear } = useTyped(props);
  const input = useRef<HTMLInputElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || text === '') return;
    event.preventDefault();
    clear();
  };
  const clearAndStay = () => {
    clear();
    input.current?.focus();
  };
  return (
    <TextInput
      ref={input}
      label="Search"
      placeholder="A title, a name, an e-mail address…"
      maxLength={200}
      autoComplete="off"
      enterKeyHint="search"
      value={text}
      onChange={event => type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={clearAndStay} />
      }
    />
  );
};
