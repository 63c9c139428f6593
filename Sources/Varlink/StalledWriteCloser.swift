package import NIOCore

/// Closes a connection whose peer has taken nothing for too long while something waits to be sent.
package final class StalledWriteCloser: ChannelInboundHandler, RemovableChannelHandler {
    package typealias InboundIn = NIOAny

    private let secondsMax: Int
    private var timer: Scheduled<Void>?

    package init(secondsMax: Int) {
        self.secondsMax = secondsMax
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if !context.channel.isWritable {
            let channel = context.channel
            timer = context.eventLoop.scheduleTask(in: .seconds(Int64(secondsMax))) {
                channel.close(promise: nil)
            }
        }
        context.fireChannelWritabilityChanged()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }
}
