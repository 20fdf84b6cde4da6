import { main } from '../src/cli/main';

// One part of the product in a process of its own, as `dealwright api` and `dealwright worker` run it, from the same
// compiled code as the benchmark and without the set-up before it.
void main(process.argv.slice(2));
