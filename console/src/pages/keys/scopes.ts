/** What the choices of the form stand for. */
export const scopeChoices = [
  { value: 'all', label: 'Everything the role may do', scopes: ['*'] },
  { value: 'read', label: 'Reading only', scopes: ['*:read'] },
  {
    value: 'records',
    label: 'Records and conflicts',
    scopes: ['records:read', 'records:write', 'conflicts:read', 'conflicts:write'],
  },
  { value: 'connect', label: 'Connecting accounts', scopes: ['connect-sessions:write', 'connections:read'] },
  { value: 'own', label: 'Scopes of your own', scopes: [] },
] as const;

export const scopesInWords = (scopes: readonly string[]): string => {
  if (scopes.includes('*')) return 'all scopes';
  if (scopes.length === 1 && scopes[0] === '*:read') return 'reading only';
  return scopes.length > 3 ? `${scopes.length} scopes` : scopes.join(', ');
};

/** `syncs:read syncs:write`, with or without commas. */
export const scopesIn = (text: string): string[] => text.split(/[\s,]+/).filter(scope => scope !== '');
