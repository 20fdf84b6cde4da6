import { useQuery } from '@tanstack/react-query';
import { processesQuery } from '../api/company';
import { useWords } from '../words';

/** What processes are called, by their keys. */
export function useProcessNames(): (key: string) => string {
  const { say } = useWords();
  const { data } = useQuery(processesQuery);
  return (key) => {
    const found = data?.find((one) => one.key === key);
    return found ? say(found.name) : key;
  };
}
