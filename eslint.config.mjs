import js from '@eslint/js';
import regexp from 'eslint-plugin-regexp';
import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

/**
 * One message's way is nodes → account → correction → home → cloud, and straight back; storage belongs to the
 * account, and the simulator knows nothing of the rest but types. Each folder lists what it may not import.
 */
const forbidden = {
  cloud: ['home', 'correction', 'account', 'storage', 'simulator'],
  home: ['correction', 'account', 'storage', 'simulator'],
  correction: ['account', 'storage', 'simulator'],
  storage: ['home', 'correction', 'account', 'simulator'],
  account: [],
};

const oneWay = Object.entries(forbidden).map(([folder, others]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: [
              ...others.map((other) => `**/${other}/**`),
              '**/nodes/**',
              '**/testkit',
              '**/testkit/**',
              'node-red',
            ],
            message: 'Against the direction of imports.',
          },
          {
            group: ['node:child_process', 'node:vm', 'node:v8', 'child_process', 'vm', 'v8'],
            message: 'Not in this package.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  { ignores: ['dist', 'resources', 'coverage', 'node_modules', '.demo', '.matrix', '.bench'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      security.configs.recommended,
    ],
    plugins: { regexp },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './nodes/editor/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: false }],
      'no-eval': 'error',
      'no-new-func': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      // No text from outside may take longer than it is long. These measure where security's rule guesses; what they do
      // not see, as /<title[^>]*>/ on a page of `<title<title…`, test/cloud/hostile-pages.test.ts finds.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential' }],
      'security/detect-unsafe-regex': 'off',
      // Every indexed access here is typed and checked by noUncheckedIndexedAccess; the rule cannot see that.
      'security/detect-object-injection': 'off',
    },
  },
  ...oneWay,
  {
    files: ['src/simulator/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['../*', '!../clock'],
              allowTypeImports: true,
              message: 'The simulator knows the rest by its types only.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['nodes/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['**/testkit/**', '**/testkit'], message: 'The testkit is not in the package.' },
          ],
        },
      ],
    },
  },
  {
    files: ['nodes/editor/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', { property: 'innerHTML' }, { property: 'outerHTML' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='html'][arguments.length>0]",
          message: 'Names of rooms are data: use text nodes.',
        },
      ],
    },
  },
  {
    files: ['testkit/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'lab/**/*.ts', 'drawing/**/*.ts'],
    rules: {
      'security/detect-non-literal-fs-filename': 'off',
      'security/detect-non-literal-regexp': 'off',
      'security/detect-child-process': 'off',
      // Nothing from outside comes here.
      'regexp/no-super-linear-backtracking': 'off',
      'regexp/no-super-linear-move': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
    },
  },
  {
    // Where paths come from ourselves: the disk's one interface, and the files that the environment names.
    files: ['src/storage/disk.ts', 'nodes/account-nodes.ts'],
    rules: { 'security/detect-non-literal-fs-filename': 'off' },
  },
  {
    // Bodies of function nodes: Node-RED puts a function around them.
    files: ['demo/page/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      parserOptions: { ecmaFeatures: { globalReturn: true } },
      globals: {
        msg: 'readonly',
        node: 'readonly',
        context: 'readonly',
        global: 'readonly',
        env: 'readonly',
      },
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        require: 'readonly',
        module: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
      },
    },
  },
);
