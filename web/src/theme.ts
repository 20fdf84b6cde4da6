import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** A blue green that keeps 4.5:1 under white letters from its seventh shade on. */
const deal: MantineColorsTuple = [
  '#e6f7fa',
  '#d0ecf1',
  '#a1d9e3',
  '#6ec4d4',
  '#45b2c7',
  '#2ba6be',
  '#14889f',
  '#0b7285',
  '#075a6a',
  '#02414e',
];

export const theme = createTheme({
  colors: { deal },
  primaryColor: 'deal',
  primaryShade: { light: 7, dark: 7 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  autoContrast: true,
  components: { Button: { defaultProps: { fw: 500 } } },
});

/** Quiet words and faults of the library as ours: dark enough to be read by everybody. */
export const variables: CSSVariablesResolver = () => {
  const ours = {
    '--mantine-color-dimmed': 'var(--quiet)',
    '--mantine-color-placeholder': 'var(--quiet)',
    '--mantine-color-error': 'var(--bad)',
  };
  // The library would mix it with black until nobody sees a button.
  const seen = { '--mantine-color-deal-light': '#10343c', '--mantine-color-deal-light-hover': '#15434d' };
  return { variables: {}, light: ours, dark: { ...ours, ...seen } };
};
