import { LIMITS } from './limits';

/** Controls, and marks that turn the direction of writing, by which one name passes for another. */
const UNSEEN = /[\p{Cc}\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
/** Halves of characters, which no table keeps. */
const HALF = /\p{Surrogate}/gu;
/** What Windows takes for a device, whatever its ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
/** More of a name than this says nothing. */
const READ = 4000;

/**
 * The name of a file without its folder, without what is not seen or turns the direction of writing, and without what a system
 * gives a meaning. Its ending stays, so that it opens as what it is. Never empty.
 */
export function safeName(given: string | null | undefined): string {
  const shown = (given ?? '').slice(-READ).replace(HALF, '').replace(UNSEEN, ' ');
  const last = shown.split(/[/\\]/).pop() ?? '';
  const tame = last
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .normalize('NFC');
  if (tame === '') return 'unnamed';
  return shortened(DEVICE.test(tame) ? `_${tame}` : tame);
}

function shortened(name: string): string {
  if (name.length <= LIMITS.nameCharacters) return name;
  const ending = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '';
  // Cut where no character is halved.
  const stem = name.slice(0, LIMITS.nameCharacters - ending.length).replace(/[\ud800-\udbff]$/, '');
  return `${stem.trimEnd()}${ending}`;
}

/** The ending of a name in small letters, without its dot; '' where there is none. */
export const endingOf = (name: string): string => /\.([^.\s]{1,20})$/.exec(name)?.[1]?.toLowerCase() ?? '';
