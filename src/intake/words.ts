/** Controls, and marks that turn the direction of writing, by which one text passes for another. */
const UNSEEN = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;
/** Halves of characters, which no table keeps. */
const HALF = /\p{Surrogate}/gu;
const UNSEEN_BUT_LINES = /[^\P{Cc}\n\t]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** One line of what somebody sent, as it may be shown: without what is not seen, and no longer than told. */
export const line = (text: string, most: number): string =>
  whole(text.replace(HALF, '').replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim(), most);

/** The same for a text of several lines. */
export const lines = (text: string, most: number): string =>
  whole(
    text
      .replace(HALF, '')
      .replace(/\r\n?/g, '\n')
      .replace(UNSEEN_BUT_LINES, '')
      .replace(/[ \t]+\n/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
    most,
  );

/** Cut where no character is halved. */
const whole = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
