import { Select, Switch } from '@mantine/core';
import { durationOf } from '../words.js';
import { Section } from './section.js';
import type { SettingsForm } from './values.js';

const usual = [60, 300, 900, 1_800, 3_600, 21_600, 86_400, 604_800];

const intervals = (chosen: number) =>
  [...new Set([...usual, chosen])]
    .toSorted((a, b) => a - b)
    .map(seconds => ({ value: String(seconds), label: `every ${durationOf(seconds).replace(/^1 /, '')}` }));

/** When a sync runs by itself. */
export const Schedule = ({ form }: { readonly form: SettingsForm }) => {
  const { autoSync, intervalSeconds } = form.values;
  return (
    <Section legend="When">
      <Switch
        label="Run by itself"
        description="Otherwise only when somebody asks for it."
        {...form.getInputProps('autoSync', { type: 'checkbox' })}
      />
      {autoSync && (
        <>
          <Select
            label="How often"
            data={intervals(intervalSeconds)}
            value={String(intervalSeconds)}
            allowDeselect={false}
            onChange={value => {
              form.setFieldValue('intervalSeconds', Number(value ?? intervalSeconds));
            }}
            error={form.errors['intervalSeconds']}
            maw={280}
          />
          <Switch
            label="Less often while nothing changes"
            description="What is quiet is asked up to eight times less often until it changes; what the provider tells of by itself, every six hours."
            {...form.getInputProps('adaptiveInterval', { type: 'checkbox' })}
          />
        </>
      )}
    </Section>
  );
};
