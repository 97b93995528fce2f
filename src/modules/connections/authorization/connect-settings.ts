import { z } from 'zod';
import { HubError, invalid } from '#kernel';
import { addressNames, type ProviderManifest } from '#provider-sdk';

/** The settings of a connect session, as the manifest wants them. */
export const settingsOf = (
  manifest: ProviderManifest,
  given: Readonly<Record<string, string>>,
): Record<string, string> => {
  const { auth, name } = manifest;
  const schema = auth.kind === 'oauth2' ? auth.settings : undefined;
  const parsed = (schema ?? z.strictObject({})).safeParse(given);
  if (!parsed.success) throw refused(name, parsed.error);
  const settings = parsed.data as Record<string, string>;
  // Whatever the schema lets through: nothing but a label may become part of a host's name.
  const strange = [...addressNames(manifest)].find(key => !/^[a-z0-9-]*$/i.test(settings[key] ?? ''));
  if (strange !== undefined)
    throw invalid(`settings.${strange}`, 'expected letters, digits and hyphens only');
  return settings;
};

const refused = (name: string, error: z.ZodError): HubError => {
  const fields = error.issues.map(issue => ({
    path: z.core.toDotPath(['settings', ...issue.path]),
    detail: issue.message,
  }));
  return new HubError('validation_failed', 422, `${fields[0]?.path}: ${fields[0]?.detail}`, {
    fields,
    extensions: { provider: name },
  });
};
