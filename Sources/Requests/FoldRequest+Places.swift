extension FoldRequest {
  /// The same request, whoever asked for it and on whichever line: equal where the fold is.
  package var withoutPlaces: FoldRequest {
    var request = self
    request.classNames = nil
    for index in request.outputs.indices { request.outputs[index].origin = "" }
    return request
  }

  /// The request for nothing but the arrays.
  package var arraysOnly: FoldRequest {
    var request = FoldRequest()
    request.outputs = withoutPlaces.outputs
    request.folder = folder
    return request
  }
}
