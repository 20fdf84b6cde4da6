// Faults on purpose: test/house/lint.test.ts proves that the lint finds each of them. Left out of every other check.
async function save(n: number): Promise<number> {
  return n;
}

export function forgotten(): void {
  save(1);
}

export function forgottenInMap(numbers: number[]): void {
  numbers.map((n) => save(n));
}

export function forgottenInsideMap(numbers: number[]): number[] {
  return numbers.map((n) => {
    save(n);
    return n;
  });
}
