"""What courses tells other rooms, and the port that it answers."""

from apps.courses.contracts.courses import (
    CourseCreated,
    CourseDeleted,
    CoursePublished,
    CourseReopened,
    CourseRetired,
    CourseSnapshot,
    CourseUpdated,
)
from apps.courses.contracts.deletions import CourseDeletionBegun, CourseDeletionCancelled, CourseDeletionRequested
from apps.courses.contracts.grading import (
    AskedQuestion,
    GradedCriterion,
    GradedPool,
    GradedQuestion,
    Grading,
    GradingPackage,
)
from apps.courses.contracts.impact import ItemChoice, PublishChoices, PublishImpactRequested
from apps.courses.contracts.outline import OutlineExercise, OutlineLesson
from apps.courses.contracts.parts import (
    ExerciseCreated,
    ExerciseDeleted,
    ExerciseUpdated,
    LessonCreated,
    LessonDeleted,
    LessonUpdated,
)
from apps.courses.contracts.permissions import EDITORS, ON_ONE_COURSE, PERMISSIONS
from apps.courses.contracts.personal import PersonalDataErased, PersonalDataExported
from apps.courses.contracts.reviews import CommentAdded, ReviewApproved, ReviewChangesRequested, ReviewRequested
from apps.courses.contracts.sections import SectionCreated, SectionDeleted, SectionUpdated

__all__ = [
    "EDITORS",
    "ON_ONE_COURSE",
    "PERMISSIONS",
    "AskedQuestion",
    "CommentAdded",
    "CourseCreated",
    "CourseDeleted",
    "CourseDeletionBegun",
    "CourseDeletionCancelled",
    "CourseDeletionRequested",
    "CoursePublished",
    "CourseReopened",
    "CourseRetired",
    "CourseSnapshot",
    "CourseUpdated",
    "ExerciseCreated",
    "ExerciseDeleted",
    "ExerciseUpdated",
    "GradedCriterion",
    "GradedPool",
    "GradedQuestion",
    "Grading",
    "GradingPackage",
    "ItemChoice",
    "LessonCreated",
    "LessonDeleted",
    "LessonUpdated",
    "OutlineExercise",
    "OutlineLesson",
    "PersonalDataErased",
    "PersonalDataExported",
    "PublishChoices",
    "PublishImpactRequested",
    "ReviewApproved",
    "ReviewChangesRequested",
    "ReviewRequested",
    "SectionCreated",
    "SectionDeleted",
    "SectionUpdated",
]
