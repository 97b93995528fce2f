import { Text } from '@mantine/core';
import { useKeys, useMembers } from './lists.js';

export interface ActorFacts {
  readonly kind: string;
  readonly id: string;
}

const kinds: Readonly<Record<string, string>> = {
  member: 'Member',
  api_key: 'API key',
  operator: 'An operator of the installation',
  end_user: 'End user',
  system: 'The hub itself',
  provider: 'The provider',
};

/** The beginning of an id, enough to tell it from others. */
export const shortId = (id: string): string => (id.length > 13 ? `…${id.slice(-8)}` : id);

/** Who did something, by the name that people know. */
export const useActorName = (): ((actor: ActorFacts | null) => string) => {
  const members = useMembers().data?.data ?? [];
  const keys = useKeys().data?.data ?? [];
  return actor => {
    if (actor === null) return 'Nobody known';
    const { kind, id } = actor;
    if (kind === 'member') return members.find(member => member.id === id)?.name ?? `Member ${shortId(id)}`;
    if (kind === 'api_key') return `API key ${keys.find(key => key.id === id)?.name ?? shortId(id)}`;
    if (kind === 'end_user') return `End user ${id}`;
    if (kind === 'system' && id === 'mirrors') return 'A mirror';
    return kinds[kind] ?? kind;
  };
};

export const Actor = ({ of }: { readonly of: ActorFacts | null }) => {
  const nameOf = useActorName();
  return (
    <Text span inherit title={of === null ? undefined : `${of.kind} ${of.id}`}>
      {nameOf(of)}
    </Text>
  );
};
