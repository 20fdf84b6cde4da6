import { speak } from '../words';
import en from './en.json';
import ru from './ru.json';

declare module '../words' {
  interface RoomWords {
    stalled: (typeof en)['stalled'];
    meeting: (typeof en)['meeting'];
  }
}
speak({ en, ru });
