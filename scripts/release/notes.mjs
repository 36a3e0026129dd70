// What a version's section of the changelog says.

/** Where files of a release can be read. */
const FILES = 'https://github.com/truetemp/node-red-netatmo/blob';
const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * The notes of a release: its section in the changelog, without the heading, its links to files as they lead from anywhere.
 * @throws when the tag is not that of the package's version, or the changelog is not ready for it
 */
export function notesOf(changelog, version, tag) {
  if (tag !== `v${version}`) throw new Error(`The tag ${tag} is not that of version ${version}`);
  const section = changelog.split(/^## /m).find((each) => each.startsWith(`[${version}]`));
  if (!section) throw new Error(`CHANGELOG.md has no section for ${version}`);
  const [heading = '', ...lines] = section.split('\n');
  const date = heading.replace(`[${version}] - `, '');
  if (!DATE.test(date)) throw new Error(`CHANGELOG.md says "${date}" instead of the date of ${version}`);
  // The addresses of the headings stand below the last section.
  const text = lines
    .filter((line) => !/^\[[^\]]+\]: http/.test(line))
    .join('\n')
    .replace(/\]\((?![a-z]+:|#)/g, `](${FILES}/${tag}/`)
    .trim();
  if (text === '') throw new Error(`CHANGELOG.md says nothing about ${version}`);
  return `${text}\n`;
}
