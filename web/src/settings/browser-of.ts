/** Marks of browsers in what they say of themselves, in the order in which they have to be looked for: most call themselves Safari too. */
const BROWSERS = [
  [/YaBrowser\/(\d+)/, 'Yandex'],
  [/Edg[A-Za-z]*\/(\d+)/, 'Edge'],
  [/OPR\/(\d+)/, 'Opera'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/CriOS\/(\d+)/, 'Chrome'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/Version\/(\d+).* Safari\//, 'Safari'],
] as const;

const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
] as const;

/** A browser as people call it: "Firefox 133, Windows". What names itself otherwise, such as a program, is left as it is. */
export function browserOf(agent: string): string {
  for (const [mark, name] of BROWSERS) {
    const version = mark.exec(agent)?.[1];
    if (version === undefined) continue;
    const system = SYSTEMS.find(([known]) => known.test(agent))?.[1];
    return [`${name} ${version}`, system].filter(Boolean).join(', ');
  }
  return agent;
}
