import { Anchor, Button, Group, List, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { CheckIcon } from '@radix-ui/react-icons';
import { Link } from 'react-router';
import { useMay, useOrganization } from '../../api/organization.js';
import { type Step, useSteps } from './use-steps.js';
import type { Overview } from './words.js';

/** The way from nothing to data that flows; gone once the whole way is walked. */
export const FirstSteps = ({ overview }: { readonly overview: Overview }) => {
  const steps = useSteps(overview);
  const mayAct = useMay('member');
  if (!mayAct || steps === null || steps.every(({ isDone }) => isDone)) return null;
  const next = steps.find(({ isDone }) => !isDone);
  const done = steps.filter(({ isDone }) => isDone).length;
  return (
    <Paper withBorder p="lg" component="section" aria-label="First steps">
      <Stack>
        <Stack gap={2}>
          <Title order={2}>First steps</Title>
          <Text size="sm" c="dimmed">
            {done} of {steps.length} done
          </Text>
        </Stack>
        <List spacing="sm" center={false} listStyleType="none" m={0} p={0}>
          {steps.map(step => (
            <StepLine key={step.title} step={step} isNext={step === next} />
          ))}
        </List>
      </Stack>
    </Paper>
  );
};

const StepLine = ({ step, isNext }: { readonly step: Step; readonly isNext: boolean }) => {
  const { id } = useOrganization();
  const to = `/o/${id}/${step.to}`;
  return (
    <List.Item>
      <Group wrap="nowrap" align="flex-start">
        <ThemeIcon
          size="sm"
          radius="xl"
          color={step.isDone ? 'teal.9' : 'gray'}
          variant={step.isDone ? 'filled' : 'default'}
          aria-hidden
        >
          {step.isDone && <CheckIcon />}
        </ThemeIcon>
        <Stack gap={6} align="flex-start">
          <Text fw={isNext ? 600 : 400}>
            {step.isDone || isNext ? (
              step.title
            ) : (
              <Anchor component={Link} to={to} underline="always" inherit>
                {step.title}
              </Anchor>
            )}
            {step.isDone && ' – done'}
          </Text>
          {isNext && <Text size="sm">{step.text}</Text>}
          {isNext && (
            <Button component={Link} to={to} size="xs">
              {step.button}
            </Button>
          )}
        </Stack>
      </Group>
    </List.Item>
  );
};
