"""What PM4Py reads in event logs that Dealwright exported; one JSON object on the last line."""
import json
import sys
import warnings

warnings.filterwarnings('ignore')
import pm4py  # noqa: E402
from pm4py.objects.petri_net.obj import Marking  # noqa: E402


def stages(path):
    """Variants of closed deals, and what directly follows what after how long."""
    log = pm4py.read_xes(path)
    times, begins, ends = pm4py.discover_performance_dfg(log)
    closed = log[~log['case:open']]
    return {
        'cases': int(log['case:concept:name'].nunique()),
        'lines': len(log),
        'variants': [[list(path), int(n)] for path, n in pm4py.get_variants(closed).items()],
        'times': [[a, b, float(t['sum']), float(t['mean'])] for (a, b), t in times.items()],
        'follows': [[a, b, int(n)] for (a, b), n in pm4py.discover_dfg(log)[0].items()],
    }


def all_lines(path):
    log = pm4py.read_xes(path)
    return {
        'cases': int(log['case:concept:name'].nunique()),
        'lines': len(log),
        'transitions': {k: int(n) for k, n in log['lifecycle:transition'].value_counts().items()},
        'resources': int(log['org:resource'].nunique()),
    }


def objects(path):
    log = pm4py.read_ocel2_json(path)
    ids = set(log.objects['ocel:oid'])
    return {
        'events': len(log.events),
        'objects': {k: int(n) for k, n in log.objects['ocel:type'].value_counts().items()},
        'types': {k: int(n) for k, n in log.events['ocel:activity'].value_counts().items()},
        'strangers': sorted(set(log.relations['ocel:oid']) - ids),
        'ofDeals': int((log.relations['ocel:qualifier'] == 'deal').sum()),
    }


def fitness(net_path, xes_path, begin):
    """How each deal fits a version that it ran on, from the state in which it came to it (empty: from its beginning)."""
    net, initial, final = pm4py.read_pnml(net_path)
    if begin:
        place = next(p for p in net.places if p.name == 'at ' + begin)
        initial = Marking({place: 1})
    found = pm4py.conformance_diagnostics_alignments(pm4py.read_xes(xes_path), net, initial, final)
    return [float(one['fitness']) for one in found]


done = {
    'stages': stages,
    'all': all_lines,
    'objects': objects,
    'fitness': fitness,
}
answers = [done[what](*rest) for what, *rest in json.load(open(sys.argv[1]))]
print()
print(json.dumps(answers))
