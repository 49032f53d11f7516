"""Steps 3 and 4 of the recipe `lite`: superpixels by priority flood, greedy merging, the nodes of all levels."""
import heapq

import numpy as np


def gaussian(image, sigma):
    """Separable Gaussian, radius 4 sigma, mirrored at the border with the edge pixel repeated."""
    radius = int(4 * sigma + .5)
    kernel = np.exp(-.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        image = sum(k * shifted for k, shifted in zip(kernel, _window(image, radius, axis)))
    return image


def _window(image, radius, axis):
    pad = [(0, 0), (0, 0)]
    pad[axis] = (radius, radius)
    padded = np.pad(image, pad, mode="symmetric")
    return [np.take(padded, np.arange(i, i + image.shape[axis]), axis=axis) for i in range(2 * radius + 1)]


def relief(boundary, pixels, settings):
    """What the flood climbs: boundary plus the largest step of the pixel embedding to a 4-neighbour."""
    step = np.zeros_like(boundary)
    across = np.sqrt(((pixels[:, 1:] - pixels[:, :-1]) ** 2).sum(-1))
    down = np.sqrt(((pixels[1:] - pixels[:-1]) ** 2).sum(-1))
    step[:, 1:] = np.maximum(step[:, 1:], across)
    step[:, :-1] = np.maximum(step[:, :-1], across)
    step[1:] = np.maximum(step[1:], down)
    step[:-1] = np.maximum(step[:-1], down)
    return boundary + settings["relief_mix"] * step


def superpixels(boundary, pixels, settings):
    """Labels 0..n-1 at stride 4."""
    height = relief(boundary, pixels, settings)
    smooth = gaussian(height, settings["smooth_sigma"])
    lowest = smooth
    for axis in (0, 1):
        lowest = np.min(_window(lowest, settings["minima_radius"], axis), 0)
    return _flood(height, _plateaus(smooth == lowest)) - 1


def _plateaus(marked):
    """4-connected marked pixels share a label; labels 1.. in reading order of their first pixel."""
    rows, columns = marked.shape
    labels = np.zeros(marked.shape, int)
    count = 0
    for start in zip(*np.nonzero(marked)):
        if labels[start]:
            continue
        count += 1
        labels[start] = count
        stack = [start]
        while stack:
            y, x = stack.pop()
            for at in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if 0 <= at[0] < rows and 0 <= at[1] < columns and marked[at] and not labels[at]:
                    labels[at] = count
                    stack.append(at)
    return labels


def _flood(height, labels):
    """Grows the markers; key: (largest relief on the way so far, order of arrival)."""
    rows, columns = height.shape
    height, labels = height.tolist(), labels.tolist()
    heap = []
    for y in range(rows):
        for x in range(columns):
            if labels[y][x]:
                heap.append((height[y][x], len(heap), y, x))
    order = len(heap)
    heapq.heapify(heap)
    while heap:
        level, _, y, x = heapq.heappop(heap)
        for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if 0 <= v < rows and 0 <= u < columns and not labels[v][u]:
                labels[v][u] = labels[y][x]
                order += 1
                heapq.heappush(heap, (max(level, height[v][u]), order, v, u))
    return np.array(labels)


class RegionGraph:
    """Regions with their area, sum of pixel embeddings, and contacts [length, boundary sum]; merges cheapest first."""

    def __init__(self, labels, boundary, pixels, settings):
        self.labels, self.settings = labels, settings
        self.total, self.live = labels.size, int(labels.max()) + 1
        flat, n = labels.ravel(), self.live
        self.area = np.bincount(flat, minlength=n).astype(float)
        self.sums = np.stack([np.bincount(flat, pixels[..., d].ravel(), minlength=n)
                              for d in range(pixels.shape[-1])], 1)
        self.parent, self.alive, self.version = list(range(n)), [True] * n, [0] * n
        self.contacts = [{} for _ in range(n)]
        self._add_contacts(labels[:, :-1], labels[:, 1:], np.maximum(boundary[:, :-1], boundary[:, 1:]))
        self._add_contacts(labels[:-1], labels[1:], np.maximum(boundary[:-1], boundary[1:]))

    def _add_contacts(self, first, second, strength):
        differ = first != second
        for p, q, t in zip(first[differ].tolist(), second[differ].tolist(), strength[differ].tolist()):
            contact = self.contacts[p].get(q)
            if contact is None:
                contact = self.contacts[p][q] = self.contacts[q][p] = [0, 0.]
            contact[0] += 1
            contact[1] += t

    def _cost(self, a, b):
        step = self.sums[a] / self.area[a] - self.sums[b] / self.area[b]
        length, strength = self.contacts[a][b]
        small = min(self.area[a], self.area[b]) / self.total
        return ((float(step @ step) + self.settings["boundary_weight"] * strength / length)
                * (small / (small + self.settings["size_half"])) ** self.settings["size_power"])

    def merge(self, allowed, down_to):
        """Takes the cheapest contact again and again; one that is not `allowed(cost, a, b)` is passed over."""
        heap = [(self._cost(a, b), a, b, self.version[a], self.version[b])
                for a in range(len(self.parent)) for b in self.contacts[a] if a < b]
        heapq.heapify(heap)
        while heap and self.live > down_to:
            cost, a, b, version_a, version_b = heapq.heappop(heap)
            if not (self.alive[a] and self.alive[b]):
                continue
            if self.version[a] != version_a or self.version[b] != version_b or not allowed(cost, a, b):
                continue
            if self.area[a] < self.area[b]:
                a, b = b, a
            self._join(a, b)
            for other in self.contacts[a]:
                p, q = min(a, other), max(a, other)
                heapq.heappush(heap, (self._cost(p, q), p, q, self.version[p], self.version[q]))

    def _join(self, a, b):
        self.alive[b] = False
        self.parent[b] = a
        self.area[a] += self.area[b]
        self.sums[a] += self.sums[b]
        self.version[a] += 1
        self.live -= 1
        for other, contact in self.contacts[b].items():
            del self.contacts[other][b]
            if other == a:
                continue
            old = self.contacts[a].get(other)
            if old is None:
                self.contacts[a][other] = self.contacts[other][a] = contact
            else:
                old[0] += contact[0]
                old[1] += contact[1]
        self.contacts[b] = {}

    def partition(self):
        """Region map, labels 1..n in the order of each region's root superpixel."""
        roots = []
        for region in range(len(self.parent)):
            while self.parent[region] != region:
                region = self.parent[region]
            roots.append(region)
        return np.unique(roots, return_inverse=True)[1][self.labels] + 1


def partition(labels, boundary, pixels, stop, settings):
    """The region map of one stop level."""
    graph = RegionGraph(labels, boundary, pixels, settings)
    speck = settings["min_area"] * labels.size
    graph.merge(lambda cost, a, b: cost < stop, 1)
    graph.merge(lambda cost, a, b: True, settings["max_regions"])
    graph.merge(lambda cost, a, b: min(graph.area[a], graph.area[b]) < speck, 1)
    return graph.partition()


def overlap(a, b):
    """Intersection over union."""
    return (a & b).sum() / (a | b).sum()


def nodes(levels, settings):
    """(level, label) of the regions kept: largest first, near-duplicates of a kept one dropped."""
    candidates = [(i, label) for i, level in enumerate(levels) for label in range(1, level.max() + 1)]
    candidates.sort(key=lambda node: -(levels[node[0]] == node[1]).sum())
    kept, masks = [], []
    for level, label in candidates:
        mask = levels[level] == label
        if all(overlap(mask, other) <= settings["duplicate_iou"] for other in masks):
            kept.append((level, label))
            masks.append(mask)
    return kept, masks
