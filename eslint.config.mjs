import tseslint from 'typescript-eslint';

const clock = 'Time is injected: ask the Clock.';
const tooMany = (selector, max) => ({
  selector: `${selector}[params.length>${max}]`,
  message: `At most ${max} parameters.`,
});
const parameters = [
  tooMany('FunctionDeclaration', 4),
  tooMany('ArrowFunctionExpression', 4),
  tooMany(":not(MethodDefinition[kind='constructor']) > FunctionExpression", 4),
  tooMany("MethodDefinition[kind='constructor'] > FunctionExpression", 8),
];

export default tseslint.config(
  {
    ignores: [
      '**/*.cjs',
      'dist/**',
      'node_modules/**',
      'data/**',
      '.test-data/**',
      'src/client/schema.ts',
      '**/*.mjs',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'max-lines': ['error', { max: 250 }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-depth': ['error', 3],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // A port's method may be asynchronous although this implementation need not wait.
      '@typescript-eslint/require-await': 'off',
      // Interfaces here declare plain functions with method syntax; nothing relies on `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Wrong after an `await`, and about unions that have one member today and eight tomorrow.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Refuses object literals where a class is used as a type, which is how frameworks type their options.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // `json<T>()` names the shape that the caller expects.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      'no-restricted-syntax': ['error', ...parameters],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['libs/**/*.ts', 'src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**', '**/simulator/**', 'libs/kernel/clock.ts', '**/*.contract.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...parameters,
        { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: clock },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, in config/.' },
      ],
    },
  },
  // A migration is a list of statements; cutting it into methods would hide its order.
  { files: ['migrations/**'], rules: { 'max-lines-per-function': 'off' } },
  // passport-oauth2 chooses behaviour by the arity of these callbacks.
  { files: ['**/oauth-strategy.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', '**/testing/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
);
