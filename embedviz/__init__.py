"""See, measure and check the linear algebra of word embeddings."""

from embedviz.algebra.alignment import Alignment, align
from embedviz.algebra.basis import WordBasis, word_basis
from embedviz.algebra.cka import LinearCKA, linear_cka
from embedviz.algebra.coloops import Coloops, coloops
from embedviz.algebra.dependence import Dependence, dependence
from embedviz.algebra.fullness import Fullness, fullness
from embedviz.algebra.gram import Gram, gram
from embedviz.algebra.growth import RankGrowth, rank_growth
from embedviz.algebra.lowrank import low_rank
from embedviz.algebra.onehot import StorageCost, one_hot
from embedviz.algebra.shared import SharedVocabulary, shared_vocabulary
from embedviz.algebra.spectrum import Spectrum, spectrum
from embedviz.algebra.varimax import Varimax, varimax
from embedviz.claims.catalogue import check_claims
from embedviz.claims.finding import Finding
from embedviz.context.elmo import Elmo
from embedviz.diagnosis.check import health
from embedviz.diagnosis.finding import Health, HealthFinding
from embedviz.embedding import Embedding
from embedviz.errors import Cancelled, EmbedvizError, FileError, UnknownWordError
from embedviz.evaluation.analogies import AnalogyAccuracy, analogy_accuracy
from embedviz.evaluation.similarity import WordSimilarity, word_similarity
from embedviz.formats.load import load
from embedviz.formats.save import save
from embedviz.geometry.agreement import MetricComparison, compare_metrics
from embedviz.geometry.coherence import Coherence, coherence
from embedviz.geometry.expression import Expression, parse
from embedviz.geometry.faithfulness import Faithfulness, faithfulness
from embedviz.geometry.hubness import Hubness, hubness
from embedviz.geometry.intrinsic_dimension import IntrinsicDimension, intrinsic_dimension
from embedviz.geometry.isotropy import Isotropy, isotropy
from embedviz.geometry.neighbors import Neighbors, analogy, neighbors
from embedviz.geometry.overlap import NeighborhoodOverlap, neighborhood_overlap
from embedviz.geometry.projection import Projection, project, project_onto_span
from embedviz.origin import Origin
from embedviz.parts.dataset import open_dataset
from embedviz.progress import Progress
from embedviz.reporting.make import Report, report
from embedviz.sources.catalogue import catalogue, open_source
from embedviz.training.result import StopTraining, Training, TrainingProgress
from embedviz.training.train import train
from embedviz.vocabulary import Vocabulary

__version__ = "0.2.0"  # the one place where it stands; the package takes it from here

__all__ = [
    "Alignment",
    "AnalogyAccuracy",
    "Cancelled",
    "Coherence",
    "Coloops",
    "Dependence",
    "Elmo",
    "Embedding",
    "EmbedvizError",
    "Expression",
    "Faithfulness",
    "FileError",
    "Finding",
    "Fullness",
    "Gram",
    "Health",
    "HealthFinding",
    "Hubness",
    "IntrinsicDimension",
    "Isotropy",
    "LinearCKA",
    "MetricComparison",
    "NeighborhoodOverlap",
    "Neighbors",
    "Origin",
    "Progress",
    "Projection",
    "RankGrowth",
    "Report",
    "SharedVocabulary",
    "Spectrum",
    "StopTraining",
    "StorageCost",
    "Training",
    "TrainingProgress",
    "UnknownWordError",
    "Varimax",
    "Vocabulary",
    "WordBasis",
    "WordSimilarity",
    "align",
    "analogy",
    "analogy_accuracy",
    "catalogue",
    "check_claims",
    "coherence",
    "coloops",
    "compare_metrics",
    "dependence",
    "faithfulness",
    "fullness",
    "gram",
    "health",
    "hubness",
    "intrinsic_dimension",
    "isotropy",
    "linear_cka",
    "load",
    "low_rank",
    "neighborhood_overlap",
    "neighbors",
    "one_hot",
    "open_dataset",
    "open_source",
    "parse",
    "project",
    "project_onto_span",
    "rank_growth",
    "report",
    "save",
    "shared_vocabulary",
    "spectrum",
    "train",
    "varimax",
    "word_basis",
    "word_similarity",
]
