import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import type { ErrorCode } from '../../src/cloud/errors';
import { LOCALES, textsOf } from '../support/catalogues';

const ROOT = resolve(__dirname, '../..');

/** Node-RED shows no more of an error in its sidebar before it is opened, the name `NetatmoError [CODE]: ` aside. */
const SHOWN = 30;
/** What may stand in a text where the code puts something in: longer than there is room for. */
const PUT_IN = 'x'.repeat(SHOWN);

/** The classes of our errors, with the places of code and text among what they are made from. */
const CLASSES: Readonly<Record<string, { readonly code: number | ErrorCode; readonly text: number }>> = {
  NetatmoError: { code: 0, text: 1 },
  WireError: { code: 0, text: 1 },
  HttpError: { code: 1, text: 2 },
  CredentialsMissing: { code: 'CREDENTIALS_MISSING', text: 0 },
};
/** Texts that were made elsewhere, where this test reads them: an error in other words or with other facts. */
const HANDED_ON = /^(?:error|this|held|failed)\.(?:message|text)$|^message$/;

/** Words that say by themselves what is wrong. A text has one of its code's before it is cut off. */
const POINTS: Readonly<Record<ErrorCode, RegExp>> = {
  CONFIG: /^Wrong |^No account|neither true|cannot be read|not deployed|not understood/,
  CREDENTIALS_MISSING:
    /^No (?:e-mail|password)|is not set|is not a text|not stored|was changed|^Unreadable file/,
  CREDENTIALS_REJECTED: /^Wrong e-mail or password/,
  TWO_FACTOR_REQUIRED: /second factor/,
  SIGN_IN_BLOCKED: /captcha|locked|new terms|new password|^Unknown page|^Sign-in sent on to/,
  SIGN_IN_PAUSED: /^Sign-in pauses/,
  RATE_LIMITED: /^Too many requests|overloaded/,
  FORBIDDEN: /does not allow/,
  CLOUD_ERROR:
    /refused|trouble|out of order|turned away|does not accept|failed|redirect|foreign address|unexpected went wron/i,
  BAD_RESPONSE: /^(?:Unreadable|Unknown|Unusable|Redirect to nowhere)|far too lo/,
  NETWORK: /could not be reached|cannot open|wants a user name|refuses/,
  TLS: /^Untrusted connection/,
  TIMEOUT: /did not answer in time|^Too little time/,
  OUTCOME_UNKNOWN: /^No clear answer/,
  HOME_NOT_FOUND: /^No home|is no text/,
  ROOM_NOT_FOUND: /^No room/,
  ROOM_AMBIGUOUS: /^Ambiguous/,
  ROOM_UNREACHABLE: /^Unreachable/,
  INVALID_ROOM: /is not given|^No value/,
  INVALID_TEMPERATURE: /is not a numb|is outside|is not a time|^No value|^No temperature/,
  CORRECTION_TOO_LARGE: /^Too large a correction/,
  OVERLOADED: /^More than/,
  CLOSED: /was closed/,
};

interface ErrorText {
  readonly code: string;
  readonly text: string;
  /** file:line */
  readonly where: string;
}

const sourceFiles = ['src', 'nodes'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(ROOT, folder, file))
    .filter((file) => file.endsWith('.ts') && !file.includes(join('nodes', 'editor'))),
);

const textsOfErrors = (): ErrorText[] => sourceFiles.flatMap(textsIn);

/** What the errors say that one file makes. */
function textsIn(file: string): ErrorText[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const nodes = descendants(source);
  const where = (node: ts.Node): string =>
    `${relative(ROOT, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;

  /** All texts that an expression can be; null for one that was made elsewhere. */
  const valuesOf = (node: ts.Expression): readonly (string | null)[] => {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node))
      return node.templateSpans.reduce<readonly (string | null)[]>(
        (heads, { expression, literal }) =>
          heads.flatMap((head) => putIn(expression).map((middle) => `${head}${middle}${literal.text}`)),
        [node.head.text],
      );
    if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(valuesOf);
    if (ts.isBinaryExpression(node))
      return node.operatorToken.kind === ts.SyntaxKind.PlusToken
        ? valuesOf(node.left).flatMap((left) =>
            valuesOf(node.right).map((right) => `${left ?? ''}${right ?? ''}`),
          )
        : [node.left, node.right].flatMap(valuesOf);
    if (HANDED_ON.test(node.getText()) || isOfMethod(node)) return [null];
    const made = ts.isIdentifier(node) ? definitionsOf(node) : [];
    assert.ok(made.length > 0, `${where(node)}: what is ${node.getText()}?`);
    return made.flatMap(valuesOf);
  };
  /** What may stand for `${…}`: what the code says there, else anything. */
  const putIn = (node: ts.Expression): readonly string[] => {
    const values = ts.isIdentifier(node)
      ? definitionsOf(node)
      : ts.isBinaryExpression(node)
        ? [node.right]
        : [];
    const said = values.flatMap((value) => (ts.isStringLiteralLike(value) ? [value.text] : []));
    return said.length > 0 ? said : [PUT_IN];
  };
  /** Where a name of this file gets its value: its declaration, or what is handed to the function that has it. */
  const definitionsOf = (name: ts.Identifier): ts.Expression[] =>
    nodes.flatMap((node) => {
      if (ts.isVariableDeclaration(node) && node.name.getText() === name.text)
        return node.initializer && isWithin(name, scopeOf(node)) ? [node.initializer] : [];
      if (!ts.isParameter(node) || node.name.getText() !== name.text || !isWithin(name, node.parent))
        return [];
      const { parent } = node;
      const called = nameOf(parent);
      const index = (parent.parameters as ts.NodeArray<ts.Node>).indexOf(node);
      return nodes.flatMap((call) =>
        ts.isCallExpression(call) && call.expression.getText() === called && call.arguments[index]
          ? [call.arguments[index]]
          : [],
      );
    });

  return nodes.flatMap((node): ErrorText[] => {
    const made = ts.isNewExpression(node) ? CLASSES[node.expression.getText()] : undefined;
    if (!made || !ts.isNewExpression(node)) return [];
    const code = typeof made.code === 'string' ? made.code : node.arguments![made.code]!;
    const codes = typeof code === 'string' ? [code] : ts.isStringLiteralLike(code) ? [code.text] : [];
    // An error that takes over another's code says what that one says, or is made for several codes.
    const known = codes.length > 0 ? codes : ['INVALID_TEMPERATURE', 'INVALID_ROOM'];
    return valuesOf(node.arguments![made.text]!).flatMap((text) =>
      text === null ? [] : known.map((each) => ({ code: each, text, where: where(node) })),
    );
  });
}

function descendants(node: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (each: ts.Node): void => {
    found.push(each);
    ts.forEachChild(each, visit);
  };
  visit(node);
  return found;
}

const isWithin = (node: ts.Node, ancestor: ts.Node): boolean =>
  node === ancestor || (!ts.isSourceFile(node) && isWithin(node.parent, ancestor));

/** Whether a name is what a method was handed: a text of a catalogue, say. */
const isOfMethod = (node: ts.Node): boolean => {
  const method = ts.findAncestor(node, ts.isMethodDeclaration);
  return method?.parameters.some(({ name }) => name.getText() === node.getText()) ?? false;
};

/** What a variable can be seen in. */
const scopeOf = (node: ts.Node): ts.Node =>
  ts.isBlock(node) || ts.isSourceFile(node) || ts.isFunctionLike(node) ? node : scopeOf(node.parent);

const nameOf = (declared: ts.Node): string | undefined => {
  const named = ts.isArrowFunction(declared) ? declared.parent : declared;
  return ts.isVariableDeclaration(named) || ts.isFunctionDeclaration(named)
    ? named.name?.getText()
    : undefined;
};

describe('What errors say before they are opened', () => {
  const texts = textsOfErrors();

  it('is known for every code', () => {
    assert.deepEqual([...new Set(texts.map(({ code }) => code))].sort(), Object.keys(POINTS).sort());
    assert.ok(texts.length > 60, `${texts.length} texts`);
  });

  // Texts of one place often begin alike.
  const beginnings = new Map(
    texts.map(({ code, text, where }) => {
      const beginning = text.slice(0, SHOWN);
      return [`is the point of ${code}: ${beginning} (${where})`, { code, beginning }];
    }),
  );
  for (const [title, { code, beginning }] of beginnings)
    it(title, () => {
      assert.match(beginning, POINTS[code as ErrorCode]);
    });

  for (const locale of LOCALES)
    it(`is the point in ${locale}, where the text begins with it`, () => {
      // "double authentification requise" is all but its last letter.
      const cut = [...textsOf(locale)].filter(
        ([key, text]) =>
          key.startsWith('netatmo-account.errors.') && !key.endsWith('.retry') && text.length > SHOWN + 1,
      );
      assert.deepEqual(cut, []);
    });
});
