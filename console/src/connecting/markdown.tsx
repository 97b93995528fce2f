import { Anchor, Code, List, Stack, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';

/** What guides use of Markdown: paragraphs, lists, fenced code, `code`, **strong**, _emphasis_ and links. */
export const Markdown = ({ text }: { readonly text: string }) => (
  <Stack gap={6}>
    {blocksOf(text).map((block, index) => (
      <Block key={`${index} ${block.text}`} {...block} />
    ))}
  </Stack>
);

interface BlockProps {
  readonly kind: 'code' | 'list' | 'text';
  readonly text: string;
}

const fence = /^[ \t]*```[^\n]*\n([\s\S]*?)^[ \t]*```[ \t]*$/m;

/** Without the indentation that all lines have. */
const outdented = (text: string): string => {
  const lines = text.replace(/\n$/, '').split('\n');
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length);
  const least = Math.min(...indents, Infinity);
  return lines.map(line => line.slice(Number.isFinite(least) ? least : 0)).join('\n');
};

const isList = (text: string): boolean =>
  text.split('\n').every(line => /^\s*[-*] /.test(line) || /^\s{2,}/.test(line));

const proseOf = (text: string): BlockProps[] =>
  text
    .split(/\n\s*\n/)
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => ({ kind: isList(part) ? ('list' as const) : ('text' as const), text: part }));

/** `split` with one group answers text and code in turns. */
const blocksOf = (text: string): BlockProps[] =>
  text
    .split(new RegExp(fence, 'm'))
    .flatMap((part, index) =>
      index % 2 === 1 ? [{ kind: 'code' as const, text: outdented(part) }] : proseOf(part),
    );

const Block = ({ kind, text }: BlockProps) => {
  if (kind === 'code') {
    return (
      <Code block tabIndex={0}>
        {text}
      </Code>
    );
  }
  if (kind === 'text') return <Text size="sm">{inline(text)}</Text>;
  return (
    <List size="sm">
      {text.split(/\n(?=\s*[-*] )/).map(item => (
        <List.Item key={item}>{inline(item.replace(/^\s*[-*] /, ''))}</List.Item>
      ))}
    </List>
  );
};

const marks = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\)|\b_[^_]+_\b)/;

const inline = (text: string): ReactNode[] =>
  text
    .split(marks)
    .map((part, index) => (
      <Fragment key={`${index} ${part}`}>{index % 2 === 1 ? marked(part) : part}</Fragment>
    ));

const marked = (part: string): ReactNode => {
  if (part.startsWith('`')) return <Code>{part.slice(1, -1)}</Code>;
  if (part.startsWith('**')) return <strong>{part.slice(2, -2)}</strong>;
  if (part.startsWith('_')) return <em>{part.slice(1, -1)}</em>;
  const [label = '', address = ''] = part.slice(1, -1).split('](');
  // Addresses inside the documentation lead nowhere from here.
  if (!address.startsWith('https://')) return label;
  return (
    <Anchor href={address} target="_blank" rel="noreferrer" underline="always" inherit>
      {label}
    </Anchor>
  );
};
