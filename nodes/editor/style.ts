/** The dialogs' layout, once for all three. Colours are the theme's, so that light and dark both fit. */
const STYLE = `
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
  margin: 3px 8px 0 144px; line-height: 18px; font-size: 12px; color: var(--red-ui-secondary-text-color);
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
.netatmo-preview-head > span { flex: 1; }
.netatmo-preview-head > span, .netatmo-facts { font-size: 12px; color: var(--red-ui-secondary-text-color); }
.netatmo-preview table { width: 100%; margin: 2px 0 6px; border-collapse: collapse; }
.netatmo-preview th, .netatmo-preview td { padding: 3px 10px 3px 0; text-align: left; font-weight: normal; }
.netatmo-preview td { white-space: nowrap; font-variant-numeric: tabular-nums; }
.netatmo-preview thead th {
  font-size: 12px; line-height: 16px; color: var(--red-ui-secondary-text-color);
  border-bottom: 1px solid var(--red-ui-secondary-border-color);
}
.netatmo-preview th[scope=row] { width: 50%; }
#netatmo-preview-trial { margin: 6px 0 4px; }
#netatmo-preview-trial > label { display: inline-block; width: auto; margin: 0 4px 0 0; }
#netatmo-preview-trial > input { width: 70px; margin: 0 4px 0 0; }
.netatmo-group { border-top: 1px solid var(--red-ui-secondary-border-color); }
.netatmo-group > summary { padding: 9px 0; cursor: pointer; overflow-wrap: anywhere; }
.netatmo-group > summary > .netatmo-title { font-weight: 600; }
.netatmo-group > summary > .netatmo-summary { font-size: 12px; color: var(--red-ui-secondary-text-color); }
.netatmo-group[open] > summary > .netatmo-summary { display: none; }
#netatmo-account-test-result { margin: 8px 0 0 144px; overflow-wrap: anywhere; }
#netatmo-account-test-result:empty { margin: 0; }
#netatmo-account-test-result p { margin: 0 0 4px; }
#netatmo-account-test-result ul { margin: 2px 0 6px 18px; }
#netatmo-account-test-result[data-outcome=success] > p:first-child { color: var(--red-ui-text-color-success); }
#netatmo-account-test-result[data-outcome=error] > strong { color: var(--red-ui-text-color-error); }
`;

/** Puts the style into the page; each of the three nodes loads this script, so only the first does. */
export function addStyle(): void {
  if (document.getElementById('netatmo-truetemp-style')) return;
  const style = document.createElement('style');
  style.id = 'netatmo-truetemp-style';
  style.textContent = STYLE;
  document.head.append(style);
}
