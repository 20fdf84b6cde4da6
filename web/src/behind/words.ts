import { speak } from '../words';
import en from './en.json';
import ru from './ru.json';

declare module '../words' {
  interface RoomWords {
    behind: (typeof en)['behind'];
  }
}
speak({ en, ru });
