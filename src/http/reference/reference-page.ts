import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { notFound } from '#kernel';
import { errorCatalogue } from './error-catalogue.js';

const head = (title: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1">`;

export const referencePage = `${head('Causeway API')}
<link rel="stylesheet" href="/reference/assets/swagger-ui.css"></head><body><div id="reference"></div>
<script src="/reference/assets/swagger-ui-bundle.js"></script><script src="/reference/assets/start.js"></script>
</body></html>`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, persistAuthorization: false });`;

const rows = Object.entries(errorCatalogue).map(
  ([code, text]) => `<dt id="${code}"><code>${code}</code></dt><dd>${text}</dd>`,
);
export const errorsPage = `${head('Causeway errors')}</head><body><h1>Errors</h1><dl>${rows.join('\n')}</dl></body></html>`;

export interface Asset {
  readonly type: string;
  readonly content: string;
}

const files: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** The page's own files, from the package that @nestjs/swagger brings: nothing is loaded from elsewhere. */
export const readAsset = async (name: string): Promise<Asset> => {
  if (name === 'start.js') return { type: 'text/javascript; charset=utf-8', content: start };
  const type = Object.hasOwn(files, name) ? files[name] : undefined;
  if (type === undefined) throw notFound('file');
  const owner = createRequire(createRequire(import.meta.url).resolve('@nestjs/swagger'));
  return { type, content: await readFile(owner.resolve(`swagger-ui-dist/${name}`), 'utf8') };
};
