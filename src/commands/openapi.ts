import { describeHub } from './reference/describe-hub.js';
import { stableJson } from './reference/stable-json.js';

/** `causeway openapi`: prints the document that a running hub serves at /openapi.json; needs no database. */
export const printOpenApi = async (): Promise<void> => {
  const { document } = await describeHub();
  process.stdout.write(stableJson(document));
};
