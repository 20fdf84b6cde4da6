import { useFormat } from '../words/format';

interface SumProps {
  of: { amount: string; currency: string };
}

/** Money in a total or a column: large sums in whole units, the exact one for whoever points at it. Files hold it exactly. */
export function Sum({ of }: SumProps) {
  const { money, sum } = useFormat();
  const [exact, shown] = [money(of), sum(of)];
  return exact === shown ? shown : <span title={exact}>{shown}</span>;
}
