import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';
import { useMediaQuery } from '@mantine/hooks';
import type { PictureProps } from './Picture';

/** Longer names are cut in a picture: the table has them whole. */
const MOST_LETTERS = 26;

/** In a narrow window names and the legend leave room for what is drawn. */
const NARROW = '(max-width: 36em)';
const LEGEND_LINE = 24;

/** Large figures in short: the table has them whole. */
const compact = (value: number): string =>
  new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact', maximumFractionDigits: 1 }).format(value);

/** The picture itself; it is loaded when one is looked at. */
export default function Chart({
  as,
  points,
  by,
  series,
  lying = false,
  format,
  height,
}: PictureProps & { height: number }) {
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const short = (name: unknown) => {
    const said = String(name ?? '');
    return said.length > MOST_LETTERS ? `${said.slice(0, MOST_LETTERS - 1)}…` : said;
  };
  const shared = {
    h: height + (narrow && series.length > 2 ? series.length * LEGEND_LINE : 0),
    data: points.map((point) => ({ ...point, [by]: short(point[by]) })),
    dataKey: by,
    series: series.map(({ name, label, color }) => ({ name, label, color })),
    withLegend: series.length > 1,
    valueFormatter: format ?? compact,
    gridAxis: lying ? ('y' as const) : ('x' as const),
  };
  if (as === 'lines')
    return <LineChart {...shared} curveType="linear" connectNulls lineChartProps={{ accessibilityLayer: false }} />;
  return (
    <BarChart
      {...shared}
      type={as === 'stacked' ? 'stacked' : 'default'}
      orientation={lying ? 'vertical' : 'horizontal'}
      maxBarWidth={34}
      barChartProps={{ accessibilityLayer: false }}
      {...(lying && { yAxisProps: { width: narrow ? 92 : 170 } })}
    />
  );
}
