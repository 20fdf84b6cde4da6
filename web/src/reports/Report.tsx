import { useParams } from '@tanstack/react-router';
import { type ComponentType, lazy, Suspense } from 'react';
import { Loading } from '../parts/State';
import { NotHere } from '../shell/NotHere';
import { KINDS, type Kind } from './kinds';
import './words';

const SCREENS: Record<Kind, ComponentType> = {
  funnel: lazy(() => import('./kinds/Funnel')),
  forecast: lazy(() => import('./kinds/Forecast')),
  attainment: lazy(() => import('./kinds/Attainment')),
  'past-forecast': lazy(() => import('./kinds/PastForecast')),
  'pipeline-change': lazy(() => import('./kinds/PipelineChange')),
  bottlenecks: lazy(() => import('./kinds/Bottlenecks')),
  'stage-weeks': lazy(() => import('./kinds/StageWeeks')),
  'task-times': lazy(() => import('./kinds/TaskTimes')),
  limits: lazy(() => import('./kinds/Limits')),
  deviation: lazy(() => import('./kinds/Deviation')),
  variants: lazy(() => import('./kinds/Variants')),
  conformance: lazy(() => import('./kinds/Conformance')),
  workload: lazy(() => import('./kinds/Workload')),
  sellers: lazy(() => import('./kinds/Sellers')),
  'process-change': lazy(() => import('./kinds/ProcessChange')),
  sources: lazy(() => import('./kinds/Sources')),
  interest: lazy(() => import('./kinds/Interest')),
  'lead-chart': lazy(() => import('./kinds/LeadChart')),
  incoming: lazy(() => import('./kinds/Incoming')),
  clients: lazy(() => import('./kinds/Clients')),
};

/** A report by its name. */
export function Report() {
  const { name } = useParams({ from: '/reports/$name' });
  const kind = KINDS.find((one) => one === name);
  if (!kind) return <NotHere />;
  const Screen = SCREENS[kind];
  return (
    <Suspense key={kind} fallback={<Loading />}>
      <Screen />
    </Suspense>
  );
}
