// Finds what can be changed in a TypeScript file, and writes the file anew with all of these mutants in it, each
// behind a switch. So a test process loads the code once and tries mutant after mutant.
import ts from 'typescript';

const { factory, SyntaxKind: Kind } = ts;

/** Operators, and by which others each one is replaced. */
const OPERATORS = new Map([
  [Kind.PlusToken, [Kind.MinusToken]],
  [Kind.MinusToken, [Kind.PlusToken]],
  [Kind.AsteriskToken, [Kind.SlashToken]],
  [Kind.SlashToken, [Kind.AsteriskToken]],
  [Kind.PercentToken, [Kind.AsteriskToken]],
  [Kind.AsteriskAsteriskToken, [Kind.AsteriskToken]],
  [Kind.LessThanToken, [Kind.LessThanEqualsToken, Kind.GreaterThanEqualsToken]],
  [Kind.LessThanEqualsToken, [Kind.LessThanToken, Kind.GreaterThanToken]],
  [Kind.GreaterThanToken, [Kind.GreaterThanEqualsToken, Kind.LessThanEqualsToken]],
  [Kind.GreaterThanEqualsToken, [Kind.GreaterThanToken, Kind.LessThanToken]],
  [Kind.EqualsEqualsEqualsToken, [Kind.ExclamationEqualsEqualsToken]],
  [Kind.ExclamationEqualsEqualsToken, [Kind.EqualsEqualsEqualsToken]],
  [Kind.AmpersandAmpersandToken, [Kind.BarBarToken]],
  [Kind.BarBarToken, [Kind.AmpersandAmpersandToken]],
  [Kind.QuestionQuestionToken, [Kind.AmpersandAmpersandToken]],
  [Kind.PlusEqualsToken, [Kind.MinusEqualsToken]],
  [Kind.MinusEqualsToken, [Kind.PlusEqualsToken]],
]);

/** Methods that are replaced by another one, or (undefined) left out. */
const METHODS = new Map([
  ['min', 'max'],
  ['max', 'min'],
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['filter', undefined],
  ['slice', undefined],
  ['trim', undefined],
  ['toLowerCase', undefined],
]);

const SWITCH = '__mutant';
/** A child process that a test starts knows of no mutants. */
const PRELUDE = `const ${SWITCH} = globalThis.${SWITCH} ?? (() => false);\n`;

/**
 * @param {string} text of the file
 * @param {string} file its name, for the report
 * @param {number} firstId mutants are numbered from here
 * @returns {{ text: string, mutants: { id: number, file: string, line: number, what: string }[] }}
 */
export function mutate(text, file, firstId) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const mutants = [];

  const add = (node, what) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    mutants.push({ id: firstId + mutants.length, file, line: line + 1, what });
    return factory.createCallExpression(factory.createIdentifier(SWITCH), undefined, [
      factory.createNumericLiteral(mutants.at(-1).id),
    ]);
  };
  /** `original`, unless one of the mutants is on; then that one. */
  const choose = (node, original, alternatives) =>
    alternatives.reduceRight((rest, [replacement, what]) => {
      const isOn = add(node, `${shorten(node.getText(source))} → ${what}`);
      return factory.createParenthesizedExpression(
        factory.createConditionalExpression(isOn, undefined, replacement, undefined, rest),
      );
    }, original);
  /** The statement, unless the mutant that leaves it out is on. */
  const orNot = (node, statement) => {
    const isOn = add(node, `${shorten(node.getText(source))} → left out`);
    const guarded = factory.createIfStatement(factory.createLogicalNot(isOn), statement);
    // In a block of its own, so that an `else` behind it stays with its own `if`.
    return factory.createBlock([guarded]);
  };

  const transformer = (context) => {
    const inside = (node) => ts.visitEachChild(node, visit, context);
    const visit = (node) => {
      if (ts.isTypeNode(node) || isDeclarationOnly(node)) return node;
      if (ts.isPropertyAssignment(node))
        return factory.updatePropertyAssignment(node, node.name, ts.visitNode(node.initializer, visit));
      if (ts.isExpressionStatement(node))
        return isSuperCall(node.expression) ? inside(node) : orNot(node, inside(node));
      if (ts.isThrowStatement(node)) return orNot(node, inside(node));
      if (ts.isReturnStatement(node) && node.expression && !isUndefined(node.expression)) {
        const value = choose(node, ts.visitNode(node.expression, visit), [[undefinedValue(), 'undefined']]);
        return factory.updateReturnStatement(node, value);
      }
      if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && !isUndefined(node.body))
        return withBody(inside(node), (body) => choose(node.body, body, [[undefinedValue(), 'undefined']]));
      if (!ts.isExpression(node)) return inside(node);
      return choose(node, inside(node), [...replacements(node), ...conditions(node)]);
    };
    return (root) => ts.visitNode(root, visit);
  };

  const { transformed } = ts.transform(source, [transformer]);
  const printed = ts.createPrinter({ removeComments: true }).printFile(transformed[0]);
  return { text: PRELUDE + printed, mutants };
}

const undefinedValue = () => factory.createIdentifier('undefined');
const isUndefined = (node) => ts.isIdentifier(node) && node.text === 'undefined';
const isSuperCall = (node) => ts.isCallExpression(node) && node.expression.kind === Kind.SuperKeyword;
const shorten = (text) => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
};

const isDeclarationOnly = (node) =>
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node);

const withBody = (arrow, change) =>
  factory.updateArrowFunction(
    arrow,
    arrow.modifiers,
    arrow.typeParameters,
    arrow.parameters,
    arrow.type,
    arrow.equalsGreaterThanToken,
    change(arrow.body),
  );

/** What stands where a decision is made is also tried as always and as never true. */
function conditions(node) {
  const { parent } = node;
  const decides = (ts.isIfStatement(parent) && parent.expression === node) || isConditionOf(parent, node);
  if (decides)
    return [
      [factory.createTrue(), 'true'],
      [factory.createFalse(), 'false'],
    ];
  // Always true would only be a loop without end.
  const loops = (ts.isWhileStatement(parent) || ts.isDoStatement(parent)) && parent.expression === node;
  return loops || (ts.isForStatement(parent) && parent.condition === node)
    ? [[factory.createFalse(), 'false']]
    : [];
}
const isConditionOf = (parent, node) => ts.isConditionalExpression(parent) && parent.condition === node;

function replacements(node) {
  if (ts.isBinaryExpression(node)) {
    const others = OPERATORS.get(node.operatorToken.kind) ?? [];
    return others.map((other) => [
      factory.createBinaryExpression(node.left, other, node.right),
      ts.tokenToString(other),
    ]);
  }
  if (ts.isPrefixUnaryExpression(node) && [Kind.ExclamationToken, Kind.MinusToken].includes(node.operator))
    return [[node.operand, `without ${ts.tokenToString(node.operator)}`]];
  if (node.kind === Kind.TrueKeyword) return [[factory.createFalse(), 'false']];
  if (node.kind === Kind.FalseKeyword) return [[factory.createTrue(), 'true']];
  if (ts.isNumericLiteral(node)) {
    const more = Number(node.text.replaceAll('_', '')) + 1;
    return [[factory.createNumericLiteral(more), String(more)]];
  }
  if (ts.isStringLiteral(node)) return text(node);
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0)
    return [[factory.createArrayLiteralExpression([]), '[]']];
  return ts.isCallExpression(node) ? otherMethod(node) : [];
}

/** Sentences are for people; only what the program reads is changed. */
function text(node) {
  if (/\s/.test(node.text)) return [];
  const other = node.text === '' ? 'mutated' : '';
  return [[factory.createStringLiteral(other), `'${other}'`]];
}

function otherMethod(node) {
  const { expression: method } = node;
  if (!ts.isPropertyAccessExpression(method) || ts.isOptionalChain(node)) return [];
  const name = method.name.text;
  if (!METHODS.has(name)) return [];
  const other = METHODS.get(name);
  if (other === undefined) return [[method.expression, `without .${name}()`]];
  const call = factory.createCallExpression(
    factory.createPropertyAccessExpression(method.expression, other),
    undefined,
    node.arguments,
  );
  return [[call, `.${other}()`]];
}
