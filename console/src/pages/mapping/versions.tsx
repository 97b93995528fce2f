import { Accordion, Button, Group, List, Stack, Text, Title } from '@mantine/core';
import type { Schemas } from '../../../../src/client/index.js';
import { api } from '../../api/client.js';
import { useMay, useOrganization } from '../../api/organization.js';
import { Answer, When } from '../../ui/index.js';
import { differences, type Rule } from './rules.js';

type Version = Schemas['MappingVersion'];

export interface VersionsProps {
  readonly mapping: Schemas['Mapping'];
  /** Puts an earlier version's rules into the editor. */
  readonly onTake: (rules: readonly Rule[]) => void;
}

const RuleText = ({ rule }: { readonly rule: Rule }) => (
  <Text size="sm" component="div">
    <b>{rule.target}</b> ({rule.direction})
    <pre style={{ margin: 0, whiteSpace: 'pre-wrap' }}>{rule.expression}</pre>
    {rule.outExpression !== undefined && (
      <pre style={{ margin: 0, whiteSpace: 'pre-wrap' }}>out: {rule.outExpression}</pre>
    )}
  </Text>
);

const Item = ({
  version,
  before,
  onTake,
}: { version: Version; before: Version | undefined } & Pick<VersionsProps, 'onTake'>) => {
  const mayEdit = useMay('admin');
  const changes = differences(before?.rules ?? [], version.rules);
  return (
    <Accordion.Item value={String(version.version)}>
      <Accordion.Control>
        <Text size="sm">
          Version {version.version}, <When at={version.createdAt} />
          {changes.length === 0 ? '' : ` – ${changes.join('; ')}`}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>
        <Stack gap="sm">
          {version.rules.map(rule => (
            <RuleText key={rule.target + rule.direction} rule={rule} />
          ))}
          {version.warnings.length > 0 && (
            <List size="sm">
              {version.warnings.map(warning => (
                <List.Item key={warning}>{warning}</List.Item>
              ))}
            </List>
          )}
          {mayEdit && (
            <Group>
              <Button size="xs" variant="default" onClick={() => onTake(version.rules)}>
                Begin from these rules
              </Button>
            </Group>
          )}
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  );
};

/** Versions are never changed; each says in brief what it changed. */
export const Versions = ({ mapping, onTake }: VersionsProps) => {
  const { id: organizationId } = useOrganization();
  const versions = api.useQuery('get', '/v1/organizations/{organizationId}/mappings/{id}/versions', {
    params: { path: { organizationId, id: mapping.id } },
  });
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h3">
        Versions
      </Title>
      <Answer of={versions}>
        {({ data }) => (
          <Accordion variant="contained" order={3}>
            {data.map((version, index) => (
              <Item key={version.version} version={version} before={data[index + 1]} onTake={onTake} />
            ))}
          </Accordion>
        )}
      </Answer>
    </Stack>
  );
};
