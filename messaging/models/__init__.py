"""Messages, channels, and how people want to be told."""

from messaging.models.channels import ChannelDelivery, OfficeChannel
from messaging.models.outbox import OutboxMessage, Told
from messaging.models.preferences import NotificationPreference

__all__ = ["ChannelDelivery", "NotificationPreference", "OfficeChannel", "OutboxMessage", "Told"]
