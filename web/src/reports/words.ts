import { speak } from '../words';
import en from './en.json';
import ru from './ru.json';

declare module '../words' {
  interface RoomWords {
    reports: (typeof en)['reports'];
    alerts: (typeof en)['alerts'];
  }
}
speak({ en, ru });
