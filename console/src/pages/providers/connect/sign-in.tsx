import { Text } from '@mantine/core';
import { DeedForm } from '../../../connecting/deed-form.js';
import { useState } from 'react';
import { useLocation } from 'react-router';
import { useSession } from '../../../api/session.js';
import { entered } from '../../../connecting/json-schema.js';
import { renamed } from '../../../connecting/renamed.js';
import { SchemaFields } from '../../../connecting/schema-fields.js';
import { type SchemaForm, useSchemaForm } from '../../../connecting/use-schema-form.js';
import { useDeed } from '../../../ui/index.js';
import type { Method } from '../words.js';
import { Permissions } from './permissions.js';
import { type Door, useConnectSession } from './use-connect-session.js';

export type SignInProps = Door & { readonly way: Method };

const useSignIn = ({ provider, integration, way }: SignInProps, { fields, form }: SchemaForm) => {
  const { data: me } = useSession();
  const { pathname } = useLocation();
  const connectSession = useConnectSession({ provider, integration });
  return useDeed(
    async (without: ReadonlySet<string>) => {
      const wish = {
        ...{ endUserId: me?.memberId ?? me?.account.id ?? '', endUserLabel: me?.account.name ?? '' },
        ...(me?.memberId ? { memberId: me.memberId } : {}),
        ...{ method: way === 'installation' ? way : ('oauth' as const), noticeVersion: '1' },
        expiresInSeconds: 1_800,
        settings: entered(fields, form.getValues()) as Record<string, string>,
        returnTo: `${window.location.origin}${pathname}`,
      };
      const { url } = await connectSession(wish, without);
      if (url !== undefined) window.location.assign(url);
    },
    renamed(form, field => `settings.${field}`),
  );
};

/** The person in front of the console connects their own account; the vendor sends the browser back to this page. */
export const SignIn = (props: SignInProps) => {
  const { provider } = props;
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const { fields, form } = useSchemaForm(provider.settings);
  const { run, error, isBusy } = useSignIn(props, { fields, form });
  return (
    <DeedForm
      onSubmit={form.onSubmit(() => {
        run(without);
      })}
      {...{ error, isBusy }}
      button="Continue"
    >
      <SchemaFields fields={fields} form={form} />
      <Permissions provider={provider} without={without} onChange={setWithout} />
      <Text size="sm" c="dimmed">
        The next page asks you to agree and keeps what you agreed to as a consent. Then {provider.vendor} asks
        you to sign in. You come back here.
      </Text>
    </DeedForm>
  );
};
