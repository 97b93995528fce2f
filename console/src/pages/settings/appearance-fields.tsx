import { Button, ColorInput, FileInput, Group, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { logoProblem, logoTypes, readLogo, type Wish } from './appearance-form.js';
import { hidesOn, isColour } from './colour.js';

export interface AppearanceFieldsProps {
  readonly form: UseFormReturnType<Wish>;
  readonly organizationName: string;
  readonly isLocked: boolean;
}

const swatches = ['#1c5d99', '#0b7285', '#2b8a3e', '#a61e4d', '#862e9c', '#d9480f', '#343a40'];

const colourHint = (colour: string): string => {
  const ground = isColour(colour) ? hidesOn(colour) : null;
  if (ground === null) return 'Of the button. The text on it is black or white, whichever can be read.';
  return `A button of this colour is hard to see on a ${ground} page. Its text can be read all the same.`;
};

export const AppearanceFields = ({ form, organizationName, isLocked }: AppearanceFieldsProps) => (
  <>
    <TextInput
      label="Name that people know"
      description="Empty: the name of the organization."
      placeholder={organizationName}
      maxLength={80}
      readOnly={isLocked}
      {...form.getInputProps('displayName')}
    />
    <ColorInput
      label="Colour"
      description={colourHint(form.values.colour)}
      placeholder="#1c5d99"
      swatches={swatches}
      withEyeDropper={false}
      readOnly={isLocked}
      {...form.getInputProps('colour')}
    />
    {!isLocked && <LogoInput form={form} />}
    <TextInput
      label="Help"
      description="Where people ask: an https address or mailto:…"
      placeholder="mailto:help@example.com"
      maxLength={500}
      readOnly={isLocked}
      {...form.getInputProps('supportUrl')}
    />
    <TextInput
      label="Privacy notice"
      description="An https address that the page links to."
      placeholder="https://example.com/privacy"
      maxLength={500}
      readOnly={isLocked}
      {...form.getInputProps('privacyUrl')}
    />
  </>
);

/** A file that cannot be the logo is not kept: what is saved next has the logo from before, as the preview shows. */
const LogoInput = ({ form }: Pick<AppearanceFieldsProps, 'form'>) => {
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (file: File | null) => {
    if (file === null) return;
    const found = await logoProblem(file);
    setProblem(found);
    if (found === null) form.setFieldValue('logo', await readLogo(file));
  };
  return (
    <Group align="flex-end">
      <FileInput
        label="Logo"
        description="PNG, JPEG or WebP, up to 100 KiB and 2,048 pixels a side."
        accept={logoTypes.join(',')}
        placeholder={form.values.logo === null ? 'Choose a picture' : 'Choose another picture'}
        flex={1}
        miw={200}
        value={null}
        onChange={file => void choose(file)}
        error={problem ?? form.errors['logo']}
      />
      {form.values.logo !== null && (
        <Button variant="default" onClick={() => form.setFieldValue('logo', null)}>
          No logo
        </Button>
      )}
    </Group>
  );
};
