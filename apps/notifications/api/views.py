"""Views of notifications: translate, call, translate back."""

from uuid import UUID

from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from apps.notifications.api import serializers
from apps.notifications.selectors import deliveries, notifications, preferences
from apps.notifications.services import reading, receiving, unsubscribing
from apps.notifications.services.preferences import Wish, set_preferences
from gopro.api.access import OWN, PUBLIC
from gopro.api.media import JSONParser
from gopro.api.pagination import Cursors
from gopro.api.views import APIView, operation
from gopro.security.authentication import principal_of


class NotificationsView(APIView):
    access = OWN
    pagination_class = Cursors

    @operation(query=serializers.NotificationQuery, answers={200: serializers.NotificationShown(many=True)})
    def get(self, request: Request) -> Response:
        """List your notifications, the newest first."""
        user_id = principal_of(request).user_id
        part = self.paginate(notifications.of_user(user_id=user_id, unread=self.query.get("unread", False)))
        receiving.record_received(user_id=user_id, ids=[each["id"] for each in part.data["items"]])
        return part


class CountView(APIView):
    access = OWN

    @operation(answers={200: serializers.Count})
    def get(self, request: Request) -> Response:
        """Count what you have not read."""
        return Response({"unread": notifications.unread_count(user_id=principal_of(request).user_id)})


class ReadView(APIView):
    access = OWN
    room = "notifications"

    @operation(answers={200: serializers.NotificationShown})
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Mark a notification as read. Doing it twice changes nothing."""
        user_id = principal_of(request).user_id
        reading.mark_read(user_id=user_id, notification_id=notification_id)
        return Response(notifications.shown(user_id=user_id, notification_id=notification_id))


class ReadAllView(APIView):
    access = OWN
    room = "notifications"

    @operation(answers={200: serializers.Marked})
    def post(self, request: Request) -> Response:
        """Mark everything as read."""
        return Response({"marked": reading.mark_all_read(user_id=principal_of(request).user_id)})


class PreferencesView(APIView):
    access = OWN
    room = "notifications"

    @operation(answers={200: serializers.PreferencesShown})
    def get(self, request: Request) -> Response:
        """List what you want to hear of and by which channel, a row for each type and channel."""
        return _preferences(principal_of(request).user_id)

    @operation(body=serializers.PreferencesChange, answers={200: serializers.PreferencesShown})
    def patch(self, request: Request) -> Response:
        """Change some rows: all that are named, or none where one can't be taken."""
        user_id = principal_of(request).user_id
        set_preferences(user_id=user_id, wishes=[Wish(**item) for item in self.body.get("items", ())])
        return _preferences(user_id)


class DeliveriesView(APIView):
    access = OWN
    pagination_class = Cursors

    @operation(answers={200: serializers.DeliveryShown(many=True)})
    def get(self, request: Request, notification_id: UUID) -> Response:
        """List what became of a notification on each channel, try by try."""
        found = notifications.own(user_id=principal_of(request).user_id, notification_id=notification_id)
        rows = deliveries.of_notification(notification_id=found.id)
        return self.paginate(rows, serialize=serializers.DeliveryShown)


class UnsubscribeView(APIView):
    """RFC 8058: mail programs post a form to the address in the mail's header, without signing in."""

    access = PUBLIC
    authentication_classes = ()
    parser_classes = (JSONParser, FormParser, MultiPartParser)

    @operation(answers={200: serializers.SubscriptionShown})
    def get(self, request: Request, token: str) -> Response:
        """Show what the link is about. Looking changes nothing, since mail scanners look too."""
        return Response(serializers.SubscriptionShown(unsubscribing.subscription_of(token=token)).data)

    @operation(answers={200: serializers.SubscriptionShown})
    def post(self, request: Request, token: str) -> Response:
        """Stop mails of this type. Doing it twice changes nothing; its user can turn them on again."""
        return Response(serializers.SubscriptionShown(unsubscribing.unsubscribe(token=token)).data)


def _preferences(user_id: UUID) -> Response:
    rows = {"items": preferences.choices(user_id=user_id)}
    return Response(serializers.PreferencesShown(rows).data)
