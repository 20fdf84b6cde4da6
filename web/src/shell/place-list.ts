import {
  IconBell,
  IconBuilding,
  IconChartBar,
  IconInbox,
  IconLayoutKanban,
  IconTargetArrow,
  IconUrgent,
  type TablerIcon,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';

/** Where one can go from anywhere. */
export interface Place {
  to: NonNullable<LinkProps['to']>;
  name: 'inbox' | 'board' | 'leads' | 'clients' | 'stalled' | 'reports' | 'notices';
  icon: TablerIcon;
  /** Without this right it is not offered. */
  right?: string;
}

/** In the order of a day; a narrow window shows the first four, and the others behind "More". */
export const PLACES: readonly Place[] = [
  { to: '/inbox', name: 'inbox', icon: IconInbox },
  { to: '/board', name: 'board', icon: IconLayoutKanban },
  { to: '/leads', name: 'leads', icon: IconTargetArrow },
  { to: '/clients', name: 'clients', icon: IconBuilding },
  { to: '/stalled', name: 'stalled', icon: IconUrgent },
  { to: '/reports', name: 'reports', icon: IconChartBar, right: 'insight.read' },
  { to: '/notices', name: 'notices', icon: IconBell },
];
