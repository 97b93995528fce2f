import type { Schemas } from '../../../../../src/client/index.js';
import type { Integration } from '../../../connecting/providers.js';

export interface ClientValues {
  readonly id: string;
  readonly secret: string;
  readonly webhookSecret: string;
  readonly appId: string;
  readonly slug: string;
  readonly privateKey: string;
}

export const initialClient = ({ clientId, app }: Integration): ClientValues => ({
  ...{ id: clientId ?? '', secret: '', webhookSecret: '' },
  ...{ appId: app?.id ?? '', slug: app?.slug ?? '', privateKey: '' },
});

const missing = (text: string): string | null => (text.trim() === '' ? 'This is needed.' : null);

/** The app is given whole or not at all; its key is never shown, so it has to be entered with every change. */
export const needed = (values: ClientValues, { app }: Integration): Record<string, string | null> => {
  const isApp = values.privateKey !== '' || (app === null && `${values.appId}${values.slug}` !== '');
  return {
    id: missing(values.id),
    secret: missing(values.secret),
    appId: isApp ? missing(values.appId) : null,
    slug: isApp ? missing(values.slug) : null,
    privateKey: isApp ? missing(values.privateKey) : null,
  };
};

export const bodyOf = (values: ClientValues): Schemas['UpdateIntegration'] => {
  const { id, secret, webhookSecret, appId, slug, privateKey } = values;
  const app = { id: appId.trim(), slug: slug.trim(), privateKey };
  return {
    client: { id: id.trim(), secret, ...(privateKey === '' ? {} : { app }) },
    ...(webhookSecret === '' ? {} : { webhookSecret }),
  };
};
