import { speak } from '../words';
import en from './en.json';
import ru from './ru.json';

declare module '../words' {
  interface RoomWords {
    notices: (typeof en)['notices'];
  }
}
speak({ en, ru });
