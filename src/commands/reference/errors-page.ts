import { errorCatalogue } from '../../http/index.js';

const rows = Object.entries(errorCatalogue)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, text]) => `| \`${code}\` | ${text} |`);

/** `docs/errors.md`, from the catalogue that /reference/errors shows. */
export const errorsPage = (): string => `# Errors

Every failure is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457), \`application/problem+json\`) with
\`type\`, \`title\`, \`status\`, \`code\`, \`detail\`, \`instance\` and \`requestId\`. Programs decide by \`code\`, which is stable;
\`detail\` is for people. \`errors\` names single fields, \`Retry-After\` says when another try makes sense. What is absent
and what is not yours look the same: 404 \`not_found\`. A run's \`error.code\` and a connection's \`lastError.code\` use the
same words; a record's \`pushError.code\` leaves the beginning \`provider_\` out. This page is generated from \`src/http/reference/error-catalogue.ts\` by
\`npm run generate\`.

| Code | Means |
| --- | --- |
${rows.join('\n')}
`;
