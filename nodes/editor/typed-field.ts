/** Gives a typed field the name of its label: Node-RED puts one of its own in its place, which has none. */
export function nameTypedField(id: string): void {
  const label = document.querySelector(`label[for="${id}"]`);
  const shown = document.getElementById(id)?.nextElementSibling;
  if (!label || !shown) return;
  label.id = `${id}-label`;
  shown.setAttribute('role', 'group');
  for (const named of [shown, ...shown.querySelectorAll('input')])
    named.setAttribute('aria-labelledby', label.id);
}
