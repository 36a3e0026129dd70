import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

/** The one file that may look at (not pass on) a foreign error's cause: it wants its code. */
const READS_CAUSE = 'src/cloud/wire-error.ts';

/** Names of the methods with which Node-RED's nodes and its log speak. */
const VOICES: ReadonlySet<string> = new Set([
  'error',
  'warn',
  'log',
  'info',
  'debug',
  'trace',
  'fatal',
  'audit',
]);

/** What may be spoken: our own texts, the text of an error of ours, and audit events (typed fields of our own). */
const SPOKEN = /^(texts\.(own|shared)\(|asNetatmoError\(\w+\)\.message$)/;

/** What is wrong in a file's code as to what it might give away. */
function loose(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const note = (node: ts.Node, what: string): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${file}:${String(line + 1)}: ${what}: ${node.getText().slice(0, 80)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === 'console') note(node, 'the console');
    // Whoever may list the processes of a machine sees their arguments.
    if (ts.isStringLiteral(node) && node.text.endsWith('child_process')) note(node, 'another process');
    if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      if (node.name.getText() === 'cause') note(node, 'a cause');
    }
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'cause' && file !== READS_CAUSE)
      note(node, 'a cause');
    if (ts.isCallExpression(node) && isVoice(node.expression)) {
      const [said] = node.arguments;
      const isAudit =
        node.expression.getText().endsWith('.audit') && said && !/error|err\b|\.\.\.msg/.test(said.getText());
      if (!isAudit && !SPOKEN.test(said?.getText() ?? '')) note(node, 'something else than a text of ours');
    }
    if (
      /\b(stdout|stderr|emitWarning|debuglog|diagnostics_channel)\b/.test(node.getText()) &&
      node.getChildCount() === 0
    )
      note(node, 'another way out');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isVoice(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !VOICES.has(callee.name.text)) return false;
  return /^(this|node|RED\.log|log|console)$/.test(callee.expression.getText());
}

const files = ['src', 'nodes'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);

describe('the source', () => {
  it('uses no console, starts no process, passes no cause on and speaks only its own texts', () => {
    assert.ok(files.length > 80);
    const all = files.flatMap((file) => loose(file, readFileSync(join(ROOT, file), 'utf8')));
    assert.deepEqual(all, []);
  });

  it('builds its error without a place for a cause', () => {
    const text = readFileSync(join(ROOT, 'src/cloud/errors.ts'), 'utf8');
    assert.match(text, /super\(shortened\(message, [^(),]+\)\);/);
  });

  const planted: readonly [string, string][] = [
    ['a console line', 'console.log(answer);'],
    ['a cause that is passed on', "throw new Error('failed', { cause: error });"],
    ['a cause by its short name', 'const cause = error; throw new Error(text, { cause });'],
    ['a cause that is set', 'failed.cause = error;'],
    ['a raw error in the log', 'RED.log.error(error);'],
    ['a raw error from a node', 'this.error(error, msg);'],
    ['the text of a foreign error', 'node.warn(error.message);'],
    ['a text with something in it', 'this.log(`signed in as ${username}`);'],
    ['an audit event with an error in it', 'RED.log.audit({ event, error });'],
    ['a line on stderr', 'process.stderr.write(text);'],
    ['a process with arguments', "import { execFile } from 'node:child_process';"],
  ];
  for (const [what, code] of planted) {
    it(`would be caught with ${what}`, () => assert.ok(loose('src/planted.ts', code).length > 0));
  }
});
