/**
 * The dialogs' layout, once for all three. Colours are the theme's, so that light and dark both fit; the theme's own quiet
 * and good ones are too pale to read in Node-RED 3 and 4, so they are mixed with the colour of its text.
 */
const STYLE = `
.red-ui-tray-body:has(.netatmo-form) { min-width: 0 !important; }
.netatmo-form {
  container: netatmo-form / inline-size;
  --netatmo-quiet: color-mix(in srgb, var(--red-ui-form-text-color) 85%, var(--red-ui-secondary-background));
  --netatmo-good: color-mix(in srgb, var(--red-ui-text-color-success) 50%, var(--red-ui-form-text-color));
}
.netatmo-form { counter-reset: netatmo-step; }
.netatmo-form [hidden] { display: none !important; }
.netatmo-form .form-row > label:first-child { width: 140px; }
.netatmo-form .form-row > label:first-child > i { width: 16px; text-align: center; }
.netatmo-form .form-row > input:not([type=checkbox]),
.netatmo-form .form-row > select { width: calc(100% - 150px); }
.netatmo-form .form-row > input.netatmo-number { width: 70px; }
.netatmo-form .form-row > input[type=checkbox] { width: auto; margin: 0 6px 0 0; vertical-align: middle; }
.netatmo-form .form-row > .netatmo-unit,
.netatmo-form .form-row > input[type=checkbox] + label {
  width: calc(100% - 232px); margin: 0 0 0 6px; vertical-align: middle;
}
.netatmo-form .form-row > input[type=checkbox] + label { width: calc(100% - 180px); margin: 0; }
.netatmo-hint {
  margin: 3px 8px 0 144px; line-height: 18px; font-size: 12px; color: var(--netatmo-quiet);
}
.netatmo-line { min-height: 18px; }
.netatmo-hint.netatmo-wrong { color: var(--red-ui-text-color-error); }
.netatmo-form .form-row > input.netatmo-times { width: 110px; }
.netatmo-form .form-row > input.netatmo-times + .netatmo-unit { width: calc(100% - 272px); }
.netatmo-preview {
  margin: 0 0 14px; padding: 8px 12px; border: 1px solid var(--red-ui-secondary-border-color); border-radius: 4px;
  background: var(--red-ui-secondary-background); line-height: 20px; overflow-wrap: anywhere;
}
.netatmo-preview .netatmo-line { min-height: 20px; }
.netatmo-preview-head { display: flex; gap: 8px; align-items: baseline; margin-bottom: 4px; }
.netatmo-preview-head > span { flex: 1; overflow-wrap: normal; }
.netatmo-preview-head > span, .netatmo-facts { font-size: 12px; color: var(--netatmo-quiet); }
.netatmo-preview table { width: 100%; margin: 2px 0 6px; border-collapse: collapse; }
.netatmo-preview th, .netatmo-preview td { padding: 3px 10px 3px 0; text-align: left; font-weight: normal; }
.netatmo-preview td { white-space: nowrap; font-variant-numeric: tabular-nums; }
.netatmo-preview thead th {
  font-size: 12px; line-height: 16px; color: var(--netatmo-quiet);
  border-bottom: 1px solid var(--red-ui-secondary-border-color);
}
.netatmo-preview th[scope=row] { width: 50%; overflow-wrap: anywhere; }
.netatmo-preview th[scope=col] { vertical-align: bottom; }
#netatmo-preview-trial { margin: 6px 0 4px; }
#netatmo-preview-trial > label { display: inline-block; width: auto; margin: 0 4px 0 0; }
#netatmo-preview-trial > input { width: 70px; margin: 0 4px 0 0; }
.netatmo-group { border-top: 1px solid var(--red-ui-secondary-border-color); }
.netatmo-group > summary { padding: 9px 0; cursor: pointer; overflow-wrap: anywhere; }
.netatmo-group > summary > .netatmo-title { font-weight: 600; }
.netatmo-group > summary > .netatmo-summary { font-size: 12px; color: var(--netatmo-quiet); }
.netatmo-group[open] > summary > .netatmo-summary { display: none; }
.netatmo-warning::before { content: '\\26A0\\00A0'; }
.netatmo-hint.netatmo-warning { color: var(--red-ui-primary-text-color); }
.netatmo-hint.netatmo-lines { min-height: 36px; }
.netatmo-step { counter-increment: netatmo-step; margin: 0 0 4px; }
.netatmo-step > h4 {
  display: flex; gap: 8px; margin: 18px 0 10px; font-size: 14px; font-weight: 600; line-height: 22px;
}
.netatmo-step > h4::before {
  content: counter(netatmo-step); flex: none; width: 22px; height: 22px; border-radius: 50%; font-size: 12px; text-align: center;
  color: var(--red-ui-primary-background); background: var(--netatmo-quiet);
}
.netatmo-indented { margin: 0 8px 12px 144px; }
.netatmo-answer { min-height: 58px; padding-top: 6px; }
.netatmo-answer > .netatmo-hint { margin-left: 0; }
#netatmo-account-test-result:not(:empty) ~ .netatmo-hint { display: none !important; }
#netatmo-account-test-result { overflow-wrap: anywhere; }
#netatmo-account-test-result p { margin: 0 0 4px; }
#netatmo-account-test-result ul { margin: 2px 0 6px; columns: 200px auto; column-gap: 16px; }
#netatmo-account-test-result li { break-inside: avoid; margin-left: 18px; }
#netatmo-account-test-result .netatmo-reading { white-space: nowrap; }
#netatmo-account-test-result a { color: var(--red-ui-text-color-link); text-decoration: underline; }
#netatmo-account-test-result[data-outcome=success] > p:first-child { color: var(--netatmo-good); }
#netatmo-account-test-result[data-outcome=error] > strong { color: var(--red-ui-text-color-error); }
#netatmo-account-session { min-height: 60px; border-left: 3px solid var(--red-ui-secondary-border-color); padding-left: 10px; }
#netatmo-account-session p { margin: 0; font-size: 12px; color: var(--netatmo-quiet); }
#netatmo-account-session p:first-child { font-size: inherit; color: inherit; }
#netatmo-account-session[data-tone=good] { border-color: var(--red-ui-text-color-success); }
#netatmo-account-session[data-tone=waiting] { border-color: var(--red-ui-text-color-warning); }
#netatmo-account-session[data-tone=bad] { border-color: var(--red-ui-text-color-error); }
.netatmo-choice { display: flex; gap: 6px; margin: 8px 0; }
.netatmo-form .netatmo-choice > input { flex: none; width: auto; margin: 4px 0 0; }
.netatmo-form .netatmo-choice > label { width: auto; margin: 0; }
.netatmo-buttons { margin-top: 8px; display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
.netatmo-buttons button[aria-pressed=true] { font-weight: 600; border-color: currentColor; }
.netatmo-indented.netatmo-buttons { margin: 6px 8px 0 144px; }
.netatmo-buttons button.red-ui-button-small { height: auto; padding: 2px 8px; font-size: 12px; line-height: 20px; }
#netatmo-account-forget-ask { margin-top: 8px; }
#netatmo-account-forget-ask p { margin: 0 0 6px; }
#netatmo-account-said { margin-top: 4px; }
.netatmo-form .red-ui-typedInput-option-trigger { min-width: 0; }
.netatmo-form .red-ui-typedInput-option-label { overflow: hidden; white-space: pre; }
.netatmo-form .red-ui-typedInput-option-label > bdi, .netatmo-options bdi {
  display: inline-block; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom;
}
.netatmo-form .red-ui-typedInput-option-label > .netatmo-option-home { max-width: 20%; }
.netatmo-form .red-ui-typedInput-option-label > .netatmo-option-room { max-width: calc(80% - 7em); }
.netatmo-form .red-ui-typedInput-option-label > .netatmo-option-room:only-child { max-width: 100%; }
.netatmo-options > a > span { white-space: pre; }
.netatmo-options { max-width: calc(100vw - 16px); }
.netatmo-options .netatmo-option-home { max-width: 16vw; }
.netatmo-options .netatmo-option-room { max-width: 32vw; }
.netatmo-options > input[type=search] {
  position: sticky; top: 6px; width: calc(100% - 12px); margin: 6px; height: 30px; box-sizing: border-box;
  box-shadow: 0 0 0 6px var(--red-ui-secondary-background);
}
#netatmo-account-diagnostics {
  width: 100%; box-sizing: border-box; font-family: var(--red-ui-monospace-font); font-size: 12px; resize: vertical;
}
@container netatmo-form (max-width: 420px) {
  .form-row > label:first-child { display: block; width: auto !important; margin-bottom: 2px; }
  .form-row > label:first-child:empty { display: none; }
  .form-row > input:not([type=checkbox], .netatmo-number, .netatmo-times), .form-row > select,
  .form-row > .red-ui-typedInput-container, .form-row > .red-ui-typedInput-container + *, .form-row > div:has(> select) {
    width: 100% !important; box-sizing: border-box;
  }
  .form-row > input[type=checkbox] + label { width: calc(100% - 26px) !important; }
  .form-row > .netatmo-unit { width: calc(100% - 84px) !important; }
  .form-row > input.netatmo-times + .netatmo-unit { width: calc(100% - 124px) !important; }
  .netatmo-hint, .netatmo-indented, .netatmo-indented.netatmo-buttons { margin-left: 0; }
  .netatmo-preview th, .netatmo-preview td { padding-right: 6px; font-size: 12px; }
  .netatmo-preview td:last-child { white-space: normal; overflow-wrap: normal; }
  .netatmo-preview th[scope=row] { width: auto; }
}
`;

/** Puts the style into the page; each of the three nodes loads this script, so only the first does. */
export function addStyle(): void {
  if (document.getElementById('netatmo-truetemp-style')) return;
  const style = document.createElement('style');
  style.id = 'netatmo-truetemp-style';
  style.textContent = STYLE;
  document.head.append(style);
}
