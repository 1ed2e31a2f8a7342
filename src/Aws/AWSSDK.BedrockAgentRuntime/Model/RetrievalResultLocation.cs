namespace Amazon.BedrockAgentRuntime.Model;

/// <summary>The source of a passage. <see cref="Type"/> determines which member is set.</summary>
public class RetrievalResultLocation
{
    public RetrievalResultConfluenceLocation? ConfluenceLocation { get; set; }

    public RetrievalResultCustomDocumentLocation? CustomDocumentLocation { get; set; }

    public RetrievalResultKendraDocumentLocation? KendraDocumentLocation { get; set; }

    public RetrievalResultS3Location? S3Location { get; set; }

    public RetrievalResultSalesforceLocation? SalesforceLocation { get; set; }

    public RetrievalResultSharePointLocation? SharePointLocation { get; set; }

    public RetrievalResultSqlLocation? SqlLocation { get; set; }

    public RetrievalResultLocationType? Type { get; set; }

    public RetrievalResultWebLocation? WebLocation { get; set; }
}

public class RetrievalResultConfluenceLocation
{
    public string? Url { get; set; }
}

public class RetrievalResultCustomDocumentLocation
{
    public string? Id { get; set; }
}

public class RetrievalResultKendraDocumentLocation
{
    public string? Uri { get; set; }
}

public class RetrievalResultS3Location
{
    public string? Uri { get; set; }
}

public class RetrievalResultSalesforceLocation
{
    public string? Url { get; set; }
}

public class RetrievalResultSharePointLocation
{
    public string? Url { get; set; }
}

public class RetrievalResultSqlLocation
{
    public string? Query { get; set; }
}

public class RetrievalResultWebLocation
{
    public string? Url { get; set; }
}
