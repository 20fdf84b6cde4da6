import { describeWithPython, PYTHON_MS, python } from '../support/python';

describeWithPython('Python packages for tests', () => {
  it(
    'are there in the versions that are pinned, also when two want them at once',
    async () => {
      const [one, other] = await Promise.all([python('pm4py'), python('pm4py')]);
      expect(one.path).toBe(other.path);
      const version = await one.run(['-c', 'from importlib.metadata import version; print(version("pm4py"))']);
      expect(version.trim()).toBe('2.7.23.11');
    },
    PYTHON_MS,
  );

  it('say what is wrong when a program fails', async () => {
    const { run } = await python('pm4py');
    await expect(run(['-c', 'raise ValueError("no such log")'])).rejects.toThrow('no such log');
  });
});
