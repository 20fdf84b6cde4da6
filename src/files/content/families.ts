/** What files are, as far as a lie about it matters. */
export type Family = 'pdf' | 'image' | 'media' | 'office' | 'archive' | 'text';

const OFFICE = /^application\/(vnd\.openxmlformats|vnd\.ms-|vnd\.oasis|vnd\.visio|msword|rtf|x-cfb|epub)/;
/** Documents that are archives of their parts inside. */
const PACKED = /^application\/(vnd\.openxmlformats|vnd\.ms-(excel|word|powerpoint|visio)\S*12|vnd\.oasis|epub)/;
const ARCHIVES = new Set([
  'application/zip',
  'application/x-7z-compressed',
  'application/x-rar-compressed',
  'application/gzip',
  'application/x-tar',
  'application/x-bzip2',
  'application/x-xz',
  'application/zstd',
]);
const TEXTS = /^(text\/|message\/rfc822$|application\/(json|xml|javascript|ecmascript|xhtml\+xml)$|image\/svg\+xml$)/;

/** Whether something of this media type may pass for one of this family. */
export function isOf(type: string, family: Family): boolean {
  switch (family) {
    case 'pdf':
      return type === 'application/pdf';
    case 'image':
      return type.startsWith('image/') && type !== 'image/svg+xml';
    case 'media':
      return /^(audio|video)\//.test(type) || type === 'application/ogg' || type === 'application/mxf';
    case 'office':
      return OFFICE.test(type) || type === 'application/zip';
    case 'archive':
      return ARCHIVES.has(type) || PACKED.test(type);
    case 'text':
      return TEXTS.test(type) || type === 'application/rtf';
  }
}

const ENDINGS: Readonly<Record<Family, string>> = {
  pdf: 'pdf',
  image: 'png jpg jpeg jfif gif webp bmp tif tiff heic heif avif ico',
  media: 'mp3 wav ogg oga opus m4a aac flac amr mp4 m4v mov webm mkv avi mpg mpeg 3gp',
  office:
    'doc docx docm dot dotx xls xlsx xlsm xlsb xlt xltx ppt pptx pptm pps ppsx odt ods odp odg rtf msg vsd vsdx mpp',
  archive: 'zip 7z rar gz tgz tar bz2 xz zst',
  text: 'txt csv tsv md json xml html htm svg ics vcf eml log yaml yml',
};

const FAMILY_OF: ReadonlyMap<string, Family> = new Map(
  Object.entries(ENDINGS).flatMap(([family, endings]) =>
    endings.split(' ').map((one): [string, Family] => [one, family as Family]),
  ),
);

/** The family that the ending of a name promises; null where it promises nothing that we know. */
export const familyOfEnding = (ending: string): Family | null => FAMILY_OF.get(ending) ?? null;

/** What programs say of files that they know nothing of. */
const SAYS_NOTHING =
  /^(application\/(octet-stream|x-www-form-urlencoded|binary|force-download|x-download)|multipart\/.*)?$/;

/** The family that a said media type promises; null where it says nothing that we know. */
export function familyOfType(said: string): Family | null {
  const type = said.split(';')[0]?.trim().toLowerCase() ?? '';
  if (SAYS_NOTHING.test(type)) return null;
  // The wider ones last: a document may pass for an archive, not the other way round.
  const families: readonly Family[] = ['pdf', 'image', 'media', 'text', 'office', 'archive'];
  return families.find((family) => isOf(type, family)) ?? null;
}

/** Opened with a double click, these run; who sends such a thing to a sales department means no good. */
const RUNS = new Set(
  (
    'exe com bat cmd scr pif cpl msi msp mst msc msix appx ps1 psm1 psd1 vbs vbe js jse mjs wsf wsh wsc hta lnk url scf reg inf ' +
    'jar class apk app sh bash zsh ksh csh command run elf bin dll sys ocx drv gadget chm hlp deb rpm dmg pkg xpi crx swf ' +
    'appref-ms application py pyw rb pl php phtml asp aspx jsp jnlp settingcontent-ms diagcab theme desktop workflow action'
  ).split(' '),
);
export const runsByName = (ending: string): boolean => RUNS.has(ending);

const PROGRAMS = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/java-archive',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/wasm',
  'application/x-deb',
  'application/x-rpm',
  'application/x.ms.shortcut',
  'application/x.apple.alias',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-shockwave-flash',
  'application/x-apple-diskimage',
  'text/x-script',
]);
export const isProgram = (type: string): boolean => PROGRAMS.has(type);

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  md: 'text/markdown',
  json: 'application/json',
  xml: 'application/xml',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  eml: 'message/rfc822',
  html: 'text/html',
  htm: 'text/html',
  svg: 'image/svg+xml',
};

/** What a text is called by its name's ending. */
export const textType = (ending: string): string => BY_ENDING[ending] ?? 'text/plain';

const HARMLESS =
  /^(image\/(png|jpeg|gif|webp|bmp|tiff|heic|avif)|audio\/|video\/|text\/(plain|csv|tab-separated-values|calendar|vcard)$)/;

/** The media type under which a file is given out: what a browser might run is only bytes to it. */
export const servedAs = (type: string): string =>
  type === 'application/pdf' || HARMLESS.test(type) || OFFICE.test(type) || ARCHIVES.has(type)
    ? type
    : 'application/octet-stream';
