import type { Instant, Kind, LocalDate, Money, Text } from '../../process';
import type { LeadWords, Ref } from '../instance-sql';
import type { Channel, Purpose } from '../privacy';
import type { CardLight } from '../standing';

/** Whom or what a briefing is about. */
export interface BriefingOf {
  kind: 'account' | 'contact' | Kind;
  id: string;
}

/** What somebody has to know before they call or meet a client: short, as far as they see it, as of an instant. */
export interface Briefing {
  of: BriefingOf & { name: string };
  account: BriefedAccount | null;
  /** Of a lead that is nobody's yet: who it is by what was typed. */
  typed: TypedLead | null;
  /** The one it is about first, then those who have a role in the decision. */
  people: BriefedPerson[];
  /** Open leads and sales: the one it is about first, then by what is due first. */
  deals: BriefedDeal[];
  /** What we still owe them: tasks of those, and contacts that are planned; what is due first comes first. */
  promises: Promised[];
  /** Questions to support that have no solution yet, the newest first. */
  cases: BriefedInteraction[];
  /** The newest first. */
  interactions: BriefedInteraction[];
  /** Products of their leads, sales and touches, the most frequent first. */
  interests: { name: string; times: number; lastAt: Instant }[];
  /** Won sales, the newest first. */
  purchases: { number: number; title: string; amount: Money | null; closedAt: Instant | null }[];
  /** All that there are, beside what is listed. */
  counts: { openLeads: number; openSales: number; wonSales: number; lostSales: number; interactions: number };
  asOf: Instant;
}

export interface BriefedAccount extends Ref {
  legalName: string | null;
  curator: Ref | null;
  holding: Ref | null;
  industry: Text | null;
  region: Text | null;
  country: string | null;
  website: string | null;
  phones: string[];
  employees: number | null;
  annualRevenue: Money | null;
  relationshipStage: Text | null;
  importance: Text | null;
  category: Text | null;
  notes: string | null;
}

export type TypedLead = Pick<
  LeadWords,
  'personName' | 'post' | 'organisation' | 'email' | 'phone' | 'country' | 'region'
>;

export interface BriefedPerson extends Ref {
  email: string | null;
  phone: string | null;
  language: string | null;
  notes: string | null;
  /** Where they work, with the post and the role in decisions. */
  places: { account: Ref; post: string | null; role: Text | null }[];
  doNotCall: boolean;
  /** How they want to be reached, and when, in their own words. */
  channel: Channel | null;
  bestHours: string | null;
  /** What they said last of each channel and purpose. */
  consents: { channel: Channel; purpose: Purpose; given: boolean; at: Instant }[];
}

export interface BriefedDeal {
  id: string;
  kind: Kind;
  number: number;
  name: string;
  process: Text;
  stage: { key: string; name: Text };
  open: boolean;
  /** null once it is closed. */
  light: CardLight;
  turn: 'ours' | 'client' | null;
  /** By the rules of its process. */
  signal: { light: 'red' | 'yellow' | 'green'; say: Text | null } | null;
  owner: Ref;
  product: Ref | null;
  amount: Money | null;
  probabilityPct: number | null;
  decisionDate: LocalDate | null;
  dueAt: Instant | null;
  /** null also while it waits for an event only. */
  waitUntil: Instant | null;
  waitReason: string | null;
  /** Of a lead, in the client's words. */
  need: string | null;
  plans: string | null;
  /** What its process says of the stage that it is at. */
  guidance: Text | null;
  /** What its process expects now. */
  tasks: BriefedTask[];
}

export interface BriefedTask {
  id: string;
  name: Text;
  /** null: it waits for whoever claims it. */
  holder: Ref | null;
  dueAt: Instant | null;
  light: CardLight;
  outcomes: Text[];
}

export interface Promised {
  what: 'task' | 'contact';
  name: Text;
  /** Of a contact: call, meeting, ... */
  kind: string | null;
  at: Instant | null;
  light: CardLight;
  who: Ref | null;
  deal: { id: string; kind: Kind; number: number; name: string } | null;
}

export interface BriefedInteraction {
  id: string;
  kind: string;
  direction: string | null;
  at: Instant;
  subject: string;
  result: string | null;
  contact: Ref | null;
  author: Ref | null;
}
