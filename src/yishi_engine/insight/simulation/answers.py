"""How applicants answer the guided questions in a simulation."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from yishi_engine.bundle.values import StoredValue, ValueFault, check_value, read_value
from yishi_engine.insight.simulation.model import sample_value
from yishi_engine.insight.simulation.reading import SHAPES, Reader
from yishi_engine.insight.simulation.scenario import Answer, Numeric, Weighted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yishi_engine.bundle.model import Bundle, Question
    from yishi_engine.positioned import Trail


def read_answer(reader: Reader, value: object, trail: Trail, question: Question) -> Answer:
    """Read how one question is answered: the share of 是, a distribution of numbers, or answers with their shares."""
    if isinstance(value, Mapping) and not value.keys() & set(SHAPES):
        return _weighted(reader, value, trail, question)
    match question.type:
        case "yes_no":
            share = reader.probability(value, trail)
            return Weighted((True, False), (share, 1.0))
        case "integer" | "decimal":
            return _numeric(reader, value, trail, question)
    reader.fault(trail, "answer", f'"{question.id}"须写各种回答的比例', "例如 {个体工商户: 0.7, 企业: 0.3}")
    return assumed_answer(question, ())


def read_applications(reader: Reader, value: object, bundle: Bundle) -> tuple[Mapping[str, StoredValue], ...]:
    """Read the answers of whole applications, each of which is given equally often."""
    if value is None:
        return ()
    if not isinstance(value, list):
        reader.fault(
            ("applications",), "type", '"applications"须为列表，每份申请一项', "例如 - {area: 80, signboard: true}"
        )
        return ()
    return tuple(_application(reader, each, ("applications", index), bundle) for index, each in enumerate(value))


def _application(reader: Reader, value: object, trail: Trail, bundle: Bundle) -> Mapping[str, StoredValue]:
    given = reader.mapping(value, trail, [question.id for question in bundle.questions])
    answers: dict[str, StoredValue] = {}
    for question in bundle.questions:
        checked = check_value(question, given.get(question.id))
        if isinstance(checked, ValueFault):
            reader.fault((*trail, question.id), "answer", checked.message)
        else:
            answers[question.id] = checked
    return answers


def assumed_answer(question: Question, kinds: Sequence[object]) -> Answer:
    """Return how a question is answered about which nothing is said: each kind of answer equally often."""
    if question.type == "yes_no":
        return Weighted((True, False), (0.5, 1.0))
    values = kinds or question.options or (sample_value(question),)
    # Sample texts follow no pattern; simulated definitions have none.
    free = question.model_copy(update={"pattern": None})
    checked = [check_value(free, value) for value in values]
    stored = [each for each in checked if not isinstance(each, ValueFault)]
    return _shared(stored, [1.0] * len(stored))


def _weighted(reader: Reader, value: Mapping[str, object], trail: Trail, question: Question) -> Answer:
    values: list[StoredValue] = []
    weights: list[float] = []
    faults = len(reader.faults)
    for name, weight in value.items():
        checked = check_value(question, read_value(question, name))
        found = reader.number(weight, (*trail, name))
        if isinstance(checked, ValueFault):
            reader.fault((*trail, name), "answer", checked.message, key=True)
        elif found:
            values.append(checked)
            weights.append(found)
    if not values:
        if len(reader.faults) == faults:
            reader.fault(trail, "answer", f'"{question.id}"没有任何回答的比例大于 0')
        return assumed_answer(question, ())
    return _shared(values, weights)


def _shared(values: Sequence[StoredValue], weights: Iterable[float]) -> Weighted:
    sums = list(accumulate(weights))
    return Weighted(tuple(values), tuple(each / sums[-1] for each in sums))


def _numeric(reader: Reader, value: object, trail: Trail, question: Question) -> Answer:
    bounds = (question.min, question.max)
    low, high = (Decimal(bound) if isinstance(bound, int | Decimal) else None for bound in bounds)
    distribution = reader.distribution(value, trail)
    return Numeric(distribution, low, high, decimal=question.type == "decimal")
