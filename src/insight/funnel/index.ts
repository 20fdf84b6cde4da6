export { type Funnel, type FunnelStage, type FunnelWorth, readFunnels, type StayTimes } from './funnel';
