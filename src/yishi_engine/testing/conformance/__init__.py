"""What every store has to do. Subclass a suite in a test module and give it the fixture ``store``: an empty store.

.. code-block:: python

    class TestMyStore(StoreConformance):
        @pytest.fixture
        def store(self) -> MyStore: ...
"""

from __future__ import annotations

from yishi_engine.testing.conformance.attention import AttentionConformance
from yishi_engine.testing.conformance.connections import ConnectionConformance
from yishi_engine.testing.conformance.deliveries import DeliveryConformance
from yishi_engine.testing.conformance.delivery_decisions import DeliveryDecisionConformance
from yishi_engine.testing.conformance.diagnoses import DiagnosisConformance
from yishi_engine.testing.conformance.exceptions import ExceptionConformance
from yishi_engine.testing.conformance.histories import HistoryConformance
from yishi_engine.testing.conformance.pages import PageConformance
from yishi_engine.testing.conformance.proofs import ProofConformance
from yishi_engine.testing.conformance.transactions import TransactionConformance

__all__ = ["ConnectionConformance", "StoreConformance"]


class StoreConformance(
    TransactionConformance,
    PageConformance,
    AttentionConformance,
    DeliveryConformance,
    DeliveryDecisionConformance,
    DiagnosisConformance,
    ExceptionConformance,
    HistoryConformance,
    ProofConformance,
):
    """What every store has to do."""
