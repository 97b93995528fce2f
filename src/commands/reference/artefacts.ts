import type { OpenAPIObject } from '@nestjs/swagger';
import { describeHub } from './describe-hub.js';
import { errorsPage } from './errors-page.js';
import { withProviderTable } from './provider-table.js';
import { settingsPage } from './settings-page.js';
import { stableJson } from './stable-json.js';

/** Tools of the build, which the product itself does not carry. */
export interface Workshop {
  readonly readme: string;
  /** TypeScript declarations of a document. */
  declare(document: OpenAPIObject): Promise<string>;
  /** The house format of a Markdown text. */
  format(markdown: string): Promise<string>;
}

/** Every generated file that is checked in: path from the root → text. */
export const makeArtefacts = async (workshop: Workshop): Promise<ReadonlyMap<string, string>> => {
  const { document, manifests } = await describeHub();
  const json = stableJson(document);
  return new Map([
    ['docs/api/openapi.json', json],
    ['src/client/schema.ts', await workshop.declare(JSON.parse(json) as OpenAPIObject)],
    ['docs/configuration.md', await workshop.format(settingsPage())],
    ['docs/errors.md', await workshop.format(errorsPage())],
    ['README.md', await workshop.format(withProviderTable(workshop.readme, manifests))],
  ]);
};
