"""Which solver orders a round: quality and processor time of pyvrp, ortools and highspy on the same made-up grids.

    python bench/rounds.py pyvrp|ortools|highspy [--grids 20]

`order`: the shortest open walk through 15 chosen places. `choose`: the best 15 at most of 60 within the minutes, with
prizes falling by rank, and their walk. Prints one line per task. Each solver is installed by hand into its own
environment (`pip install pyvrp`); only the chosen one is a dependency of Anju (docs/adr/0017).
"""

import argparse
import math
import random
import statistics
import time
from itertools import pairwise

PACE, LOOK, LIMIT, MOST = 70, 4 * 70, 90 * 70, 15


def grid(seed, n):
    rng = random.Random(seed)
    centres = [(rng.uniform(0, 900), rng.uniform(0, 900)) for _ in range(6)]
    points = [(x + rng.gauss(0, 60), y + rng.gauss(0, 60)) for x, y in (rng.choice(centres) for _ in range(n))]
    floors = [rng.choice((0, 0, 6 * 24, 11 * 24, 18 * 24)) for _ in range(n)]
    metres = [[round(1.3 * math.dist(a, b)) for b in points] for a in points]
    return metres, [LOOK + f for f in floors]


def length(metres, order):
    return sum(metres[a][b] for a, b in pairwise(order))


# --- highspy: cuts added until the walk is one piece


def highs(metres, service, prizes, limit, most, seconds):
    import highspy
    import numpy as np

    n = len(metres)
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    edges = [(a, b) for a in range(n + 1) for b in range(a + 1, n + 1)]  # node n: the open end
    at = {}
    inf = highspy.kHighsInf
    choose = prizes is not None
    for a, b in edges:
        at[a, b] = solver.getNumCol()
        cost = metres[a][b] if b < n else 0
        solver.addVar(0, 1)
        solver.changeColCost(at[a, b], cost * (0.001 if choose else 1))
        solver.changeColIntegrality(at[a, b], highspy.HighsVarType.kInteger)
    y = []
    for i in range(n):
        y.append(solver.getNumCol())
        solver.addVar(0 if choose else 1, 1)
        solver.changeColIntegrality(y[i], highspy.HighsVarType.kInteger)
        if choose:
            solver.changeColCost(y[i], -prizes[i])
    for i in range(n + 1):
        idx = [at[min(i, j), max(i, j)] for j in range(n + 1) if j != i]
        if i < n:
            solver.addRow(0, 0, len(idx) + 1, np.array([*idx, y[i]]), np.array([1.0] * len(idx) + [-2.0]))
        else:
            solver.addRow(2, 2, len(idx), np.array(idx), np.ones(len(idx)))
    if choose:
        idx = [at[a, b] for a, b in edges if b < n] + y
        val = [float(metres[a][b]) for a, b in edges if b < n] + [float(s) for s in service]
        solver.addRow(-inf, limit, len(idx), np.array(idx), np.array(val))
        solver.addRow(-inf, most, n, np.array(y), np.ones(n))
    end = time.monotonic() + seconds
    while True:
        solver.setOptionValue("time_limit", float(solver.getRunTime() + max(0.01, end - time.monotonic())))
        solver.run()
        x = solver.getSolution().col_value
        if not x:
            return None
        linked = {i: [] for i in range(n + 1)}
        for (a, b), k in at.items():
            if x[k] > 0.5:
                linked[a].append(b)
                linked[b].append(a)
        seen, parts = set(), []
        for start in range(n, -1, -1):
            if start in seen or not linked[start]:
                continue
            part, todo = [], [start]
            while todo:
                node = todo.pop()
                if node not in seen:
                    seen.add(node)
                    part.append(node)
                    todo += linked[node]
            parts.append(part)
        if len(parts) == 1:
            order, before, node = [], n, linked[n][0]
            while node != n:
                order.append(node)
                nxt = [k for k in linked[node] if k != before] or [before]
                before, node = node, nxt[0]
            return order
        if time.monotonic() > end:
            return None
        for part in parts[1:]:
            inside = set(part)
            idx = [at[min(a, b), max(a, b)] for a in part for b in range(n + 1) if b not in inside]
            if choose:
                for k in part:
                    solver.addRow(0, inf, len(idx) + 1, np.array([*idx, y[k]]), np.array([1.0] * len(idx) + [-2.0]))
            else:
                solver.addRow(2, inf, len(idx), np.array(idx), np.ones(len(idx)))


# --- ortools: CP-SAT with a circuit


def cpsat(metres, service, prizes, limit, most, seconds):
    from ortools.sat.python import cp_model

    n = len(metres)
    model = cp_model.CpModel()
    arcs, walk = [], []
    for a in range(n):
        arcs += [(n, a, model.new_bool_var("")), (a, n, model.new_bool_var(""))]
        for b in range(n):
            if a != b:
                on = model.new_bool_var("")
                arcs.append((a, b, on))
                walk.append(metres[a][b] * on)
    chosen = []
    if prizes is not None:
        for i in range(n):
            off = model.new_bool_var("")
            arcs.append((i, i, off))
            chosen.append(off.negated())
        model.add(sum(walk) + sum(s * c for s, c in zip(service, chosen, strict=True)) <= limit)
        model.add(sum(chosen) <= most)
        model.maximize(1000 * sum(p * c for p, c in zip(prizes, chosen, strict=True)) - sum(walk))
    else:
        model.minimize(sum(walk))
    model.add_circuit(arcs)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    after = {a: b for a, b, on in arcs if a != b and solver.value(on)}
    order, node = [], after[n]
    while node != n:
        order.append(node)
        node = after[node]
    return order


# --- pyvrp: iterated local search


def vrp(metres, service, prizes, limit, most, seconds):
    from pyvrp import Model
    from pyvrp.stop import MaxIterations

    n = len(metres)
    model = Model()
    nodes = [model.add_location(i, 0) for i in range(n + 1)]
    depot = model.add_depot(nodes[n])
    kw = {"shift_duration": limit} if prizes is not None else {}
    model.add_vehicle_type(1, capacity=[most], start_depot=depot, end_depot=depot, **kw)
    for i in range(n):
        more = {"prize": prizes[i] * 1000, "required": False} if prizes is not None else {"required": True}
        model.add_client(nodes[i], delivery=[1], service_duration=service[i] if prizes else 0, **more)
    for a in range(n + 1):
        for b in range(n + 1):
            if a != b:
                cost = metres[a][b] if n not in (a, b) else 0
                model.add_edge(nodes[a], nodes[b], cost, cost)
    found = model.solve(MaxIterations(500 if prizes is None else 2000), seed=1, display=False)
    routes = found.best.routes()
    if not routes or not found.is_feasible():
        return None
    return [v.idx for v in routes[0] if v.is_client()] if hasattr(routes[0][0], "is_client") else list(routes[0])


SOLVERS = {"highspy": highs, "ortools": cpsat, "pyvrp": vrp}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("solver", choices=SOLVERS)
    ap.add_argument("--grids", type=int, default=20)
    a = ap.parse_args()
    solve = SOLVERS[a.solver]
    for task, n in (("order", 15), ("choose", 60)):
        scores, walks, cpu, none = [], [], [], 0
        for seed in range(a.grids if task == "order" else max(3, a.grids // 4)):
            metres, service = grid(seed, n)
            prizes = [3 * (60 - i) for i in range(n)] if task == "choose" else None
            started = time.process_time()
            order = solve(metres, service, prizes, LIMIT, MOST, 10)
            cpu.append(1000 * (time.process_time() - started))
            if order is None:
                none += 1
                continue
            assert len(set(order)) == len(order)
            walks.append(length(metres, order))
            if prizes:
                assert len(order) <= MOST
                assert walks[-1] + sum(service[i] for i in order) <= LIMIT
                scores.append(sum(prizes[i] for i in order))
        walked, won = (statistics.mean(row) if row else 0 for row in (walks, scores))
        spent = f"cpu ms median {statistics.median(cpu):.0f} max {max(cpu):.0f}"
        print(f"{a.solver:8} {task:7} walk {walked:.0f}  prize {won:.0f}  {spent}  without answer {none}")


if __name__ == "__main__":
    main()
